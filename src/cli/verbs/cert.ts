import { defineCommand } from '../../core/commands/command.ts';
import { flag } from '../../core/commands/param.ts';
import { done, failed } from '../../core/commands/result.ts';
import { createCertificates } from '../../transport/certificates.ts';
import { chosenConfig } from '../context.ts';
import type { CliContext } from '../context.ts';
import { certificateNames, writeCertificate } from '../trial-certificate.ts';

const DAY = 86_400_000;

const show = defineCommand({
  path: 'cert show',
  summary: 'List the certificates that the server finds: names, issuer, how long they hold',
  examples: ['cert show', 'cert show --json'],
  params: {},
  run: async (context: CliContext) => {
    const config = chosenConfig(context);
    if ('exit' in config) return config;
    const { all, problems } = await createCertificates(config.tls.certificates);
    const lines = all.flatMap(({ names, issuer, until, file, keyFile, fingerprint }) => [
      `${names.join(', ')}: until ${new Date(until).toISOString().slice(0, 10)} (${Math.floor((until - Date.now()) / DAY)} days), by ${issuer}`,
      `  ${file}, key ${keyFile}, SHA-256 ${fingerprint}`,
    ]);
    const data = all.map(({ file, keyFile, names, from, until, issuer, fingerprint }) => {
      return { file, keyFile, names, from, until, issuer, fingerprint };
    });
    return done([...lines, ...problems.map((problem) => `problem: ${problem}`)], { certificates: data, problems });
  },
});

const selfSigned = defineCommand({
  path: 'cert self-signed',
  summary: 'Make a certificate that this server signs itself: for trials and closed circles',
  examples: ['cert self-signed', 'cert self-signed --force'],
  params: { force: flag('also where there is a certificate already') },
  run: async (context: CliContext, { force }) => {
    const config = chosenConfig(context);
    if ('exit' in config) return config;
    const folder = config.tls.certificates;
    const { all } = await createCertificates(folder);
    const present = all.find(({ names }) => names.includes(config.domain));
    if (present && !force) {
      return failed('exists', [
        `${present.file} is a certificate for ${config.domain} already; --force makes another one`,
      ]);
    }
    const { makeCertificate } = await import('../make-certificate.ts');
    const names = certificateNames(config);
    try {
      const paths = writeCertificate(folder, config.domain, await makeCertificate(names, Date.now()));
      const lines = [
        `${paths.certificate} and ${paths.key}: ${names.join(', ')}`,
        'Clients will ask whether to trust it.',
      ];
      return done(lines, { ...paths, names });
    } catch (error) {
      return failed('not-written', [`cannot write to ${folder}: ${(error as Error).message}`]);
    }
  },
});

/** `cert …`. */
export const certificateVerbs = [show, selfSigned];
