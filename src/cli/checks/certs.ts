import type { Config } from '../../config/schema.ts';
import { createCertificates } from '../../transport/certificates.ts';
import type { CertificateFacts } from '../../transport/certificates.ts';
import { certificateNames } from '../trial-certificate.ts';
import type { Finding } from './finding.ts';

const DAY = 86_400_000;
const SOON_DAYS = 14;

/** Is there a valid certificate with its key for every name that clients ask for? */
export async function checkCerts(config: Config, now: number): Promise<readonly Finding[]> {
  const folder = config.tls.certificates;
  const wantsTls = [...config.listen.irc, ...config.listen.xmpp].some(({ tls }) => tls !== 'none');
  if (!wantsTls) return [{ grade: 'skip', area: 'certs', text: 'no listener of listen.irc or listen.xmpp uses TLS' }];
  const { all, problems } = await createCertificates(folder);
  const broken = problems.map((text): Finding => ({ grade: all.length > 0 ? 'WARN' : 'FAIL', area: 'certs', text }));
  if (all.length === 0) {
    const fix = `put a certificate and its key into ${folder}, or for a closed circle: \`causeway cert self-signed\``;
    return [
      ...broken.slice(0, -1),
      { grade: 'FAIL', area: 'certs', text: broken.at(-1)?.text ?? `none in ${folder}`, fix },
    ];
  }
  const names = certificateNames(config);
  const missing = names.filter((name) => !all.some((one) => covers(one, name)));
  const used = all.filter((one) => names.some((name) => covers(one, name)));
  return [...used.map((one) => validity(one, now)), ...missing.map((name) => absent(name)), ...broken];
}

function absent(name: string): Finding {
  const why = name.startsWith('rooms.')
    ? 'clients and other servers will refuse rooms'
    : 'clients will refuse this server';
  const text = `${name} is not in any certificate; ${why}`;
  return { grade: 'FAIL', area: 'certs', text, fix: `certbot --expand -d ${name}` };
}

function validity(facts: CertificateFacts, now: number): Finding {
  const days = Math.floor((facts.until - now) / DAY);
  const [first = '', ...others] = facts.names;
  const names = [
    first,
    ...others.map((name) => (name.endsWith(`.${first}`) ? name.slice(0, -first.length) : name)),
  ].join(', ');
  if (facts.from > now)
    return {
      grade: 'FAIL',
      area: 'certs',
      text: `${names}: not valid yet; is the clock right?`,
      fix: 'timedatectl set-ntp true',
    };
  if (days < 0)
    return { grade: 'FAIL', area: 'certs', text: `${names}: expired ${-days} days ago`, fix: `renew ${facts.file}` };
  if (days < SOON_DAYS)
    return { grade: 'WARN', area: 'certs', text: `${names}: expires in ${days} days`, fix: `renew ${facts.file}` };
  return { grade: 'ok', area: 'certs', text: `${names} (expires in ${days} days)` };
}

/** Wildcards stand for one label (RFC 6125 6.4.3). */
function covers({ names }: CertificateFacts, name: string): boolean {
  return names.includes(name) || names.includes(`*.${name.slice(name.indexOf('.') + 1)}`);
}
