import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { CONFIG_NAME } from '../../config/find-file.ts';
import { readConfig } from '../../config/load.ts';
import { formatProblem } from '../../config/problem.ts';
import type { Config } from '../../config/schema.ts';
import { defineCommand } from '../../core/commands/command.ts';
import { flag, option, word } from '../../core/commands/param.ts';
import { done, failed, usage } from '../../core/commands/result.ts';
import { configText } from '../config-text.ts';
import type { CliContext } from '../context.ts';
import { dnsRecords } from '../dns-records.ts';
import { writeCertificate } from '../trial-certificate.ts';

/** Nothing outside this machine, and no port that another server has. */
const LAB: readonly (readonly [key: string, value: string])[] = [
  ['listen.irc', '["127.0.0.1:16667", "127.0.0.1:16697 tls"]'],
  ['listen.xmpp', '["127.0.0.1:15222 starttls", "127.0.0.1:15223 tls"]'],
  ['listen.federation', '["127.0.0.1:15269 starttls", "127.0.0.1:15270 tls"]'],
  ['listen.http', '["127.0.0.1:15280"]'],
  ['accounts.registration', '"open"'],
];

/** `causeway init`: a commented configuration, a data directory, and for a lab an authority of its own. */
export const init = defineCommand({
  path: 'init',
  summary: 'Write a commented causeway.toml and a data directory, and print the DNS records',
  examples: ['init example.org', 'init --lab chat.test --dir ./cw'],
  params: {
    domain: word('what accounts end in: alice@DOMAIN', 'a domain name'),
    dir: option('where to write (default: here)', 'a folder'),
    lab: flag('for this machine only: own authority and certificates, loopback, high ports, registration open'),
  },
  run: async (context: CliContext, { domain, dir, lab }) => {
    const folder = resolve(context.terminal.cwd, dir ?? '.');
    const file = join(folder, CONFIG_NAME);
    if (existsSync(file))
      return failed('exists', [`${file} exists already; nothing was changed. Name another folder with --dir.`]);
    const text = configText(
      new Map([
        ['domain', JSON.stringify(domain)],
        ['data', '"data"'],
        ['tls.certificates', '"certs"'],
        ...(lab ? LAB : []),
      ]),
    );
    const loaded = readConfig({ name: file, text, folder }, {});
    if (!loaded.ok) return usage(`init: ${loaded.problems.map(formatProblem).join('; ')}`);
    try {
      for (const path of [loaded.config.data, loaded.config.tls.certificates])
        mkdirSync(path, { recursive: true, mode: 0o700 });
      if (lab) await writeLabCertificates(loaded.config, folder);
      writeFileSync(file, text, { flag: 'wx', mode: 0o640 });
    } catch (error) {
      return failed('not-written', [`cannot write to ${folder}: ${(error as Error).message}`]);
    }
    const records = lab ? [] : dnsRecords(loaded.config);
    return done(nextSteps(context, loaded.config, { file, folder, records }), { file, dns: records });
  },
});

async function writeLabCertificates(config: Config, folder: string): Promise<void> {
  const { makeAuthority, makeCertificate } = await import('../make-certificate.ts');
  const authority = await makeAuthority(`Causeway lab authority of ${config.domain}`, Date.now());
  writeCertificate(join(folder, 'ca'), 'ca', authority);
  const names: [string, ...string[]] = [
    config.domain,
    config.names.rooms,
    `upload.${config.domain}`,
    'localhost',
    '127.0.0.1',
    '::1',
  ];
  const pair = await makeCertificate([...new Set(names)] as [string, ...string[]], Date.now(), authority);
  writeCertificate(config.tls.certificates, config.domain, pair);
}

interface Written {
  readonly file: string;
  readonly folder: string;
  readonly records: readonly string[];
}

function nextSteps({ self, terminal }: CliContext, config: Config, { file, folder, records }: Written): string[] {
  const flagText = folder === terminal.cwd ? '' : ` --config ${file}`;
  const certificates = `Put the certificate of ${config.domain} and ${config.names.rooms} with its key into ${config.tls.certificates} (certbot's folder will do).`;
  return [
    `${file} is written; every key is in it with its default.`,
    ...(records.length > 0
      ? [
          '',
          'DNS records to publish (A and AAAA with the addresses of this machine):',
          ...records.map((record) => `  ${record}`),
        ]
      : []),
    '',
    records.length > 0
      ? certificates
      : `The lab's authority is ${join(folder, 'ca', 'ca.crt')}: clients that trust it trust this server.`,
    `Then: ${self} check${flagText}`,
    `      ${self} run${flagText}`,
    `      ${self} account add alice${flagText}`,
  ];
}
