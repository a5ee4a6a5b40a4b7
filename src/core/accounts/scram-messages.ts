/** RFC 5802 7, as far as a server reads it. Pure: text to values, undefined where the grammar is broken. */

export interface ClientFirst {
  /** With its final comma: what `c=` must repeat. */
  readonly gs2Header: string;
  /** `p`: the client asks for channel binding. */
  readonly binding: 'n' | 'y' | 'p';
  /** The type that comes with `p`; empty otherwise. */
  readonly bindingType: string;
  readonly authzid: string;
  readonly bare: string;
  readonly username: string;
  readonly nonce: string;
}

export interface ClientFinal {
  readonly withoutProof: string;
  /** What `c=` holds, decoded. */
  readonly binding: Buffer;
  readonly nonce: string;
  readonly proof: Buffer;
}

const CLIENT_FIRST = /^((n|y|p=[A-Za-z0-9.-]+),(?:a=([^,]+))?,)(n=([^,]+),r=([\x21-\x2b\x2d-\x7e]+)(?:,.*)?)$/s;
const CLIENT_FINAL = /^(c=([A-Za-z0-9+/=]+),r=([\x21-\x2b\x2d-\x7e]+)(?:,[A-Za-z]=[^,]+)*?),p=([A-Za-z0-9+/=]+)$/s;

/** An `m=` (mandatory extension) is broken grammar to us: RFC 5802 5.1 has us fail. */
export function parseClientFirst(text: string): ClientFirst | undefined {
  const match = CLIENT_FIRST.exec(text);
  if (!match) return undefined;
  const [, gs2Header = '', flag = '', authzid, bare = '', user = '', nonce = ''] = match;
  const username = decodeSaslname(user);
  const as = authzid === undefined ? '' : decodeSaslname(authzid);
  if (username === undefined || as === undefined) return undefined;
  const bindingType = flag.slice(2);
  return {
    gs2Header,
    binding: flag.charAt(0) as ClientFirst['binding'],
    bindingType,
    authzid: as,
    bare,
    username,
    nonce,
  };
}

export function parseClientFinal(text: string): ClientFinal | undefined {
  const match = CLIENT_FINAL.exec(text);
  if (!match) return undefined;
  const [, withoutProof = '', bindingText = '', nonce = '', proofText = ''] = match;
  const binding = decodeBase64(bindingText);
  const proof = decodeBase64(proofText);
  return binding && proof && { withoutProof, binding, nonce, proof };
}

/** RFC 5802 5.1: `=2C` is a comma, `=3D` an equals sign, any other `=` an error. */
function decodeSaslname(name: string): string | undefined {
  if (/=(?!2C|3D)/.test(name) || name.includes('\0')) return undefined;
  return name.replace(/=2C/g, ',').replace(/=3D/g, '=');
}

/** Canonical base64 only (RFC 4648 3.5): one value has one spelling. */
function decodeBase64(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? bytes : undefined;
}
