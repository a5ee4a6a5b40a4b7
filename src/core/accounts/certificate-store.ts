import type { Bare } from '../../lib/address.ts';

/** A TLS client certificate that logs in to an account (SASL EXTERNAL). */
export interface AccountCertificate {
  /** SHA-256 of the certificate, lower-case hex. */
  readonly fingerprint: string;
  /** The holder's own word for it; may be empty. */
  readonly label: string;
  /** Milliseconds since 1970. */
  readonly addedAt: number;
}

export interface CertificateStore {
  /** Whose account it logs in to. */
  holder(fingerprint: string): Promise<Bare | undefined>;
  /** In the order they were added. */
  list(owner: Bare): Promise<readonly AccountCertificate[]>;
  /** False where somebody has it already; exactly one of many concurrent calls gets true. */
  add(owner: Bare, certificate: AccountCertificate): Promise<boolean>;
  /** False where that account has no such certificate. */
  remove(owner: Bare, fingerprint: string): Promise<boolean>;
}
