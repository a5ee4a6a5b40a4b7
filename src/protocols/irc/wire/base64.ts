/** Characters of base64 in one AUTHENTICATE line (IRCv3 sasl-3.1): exactly as many mean that more follows. */
export const CHUNK = 400;

const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

/** Strict: undefined for anything that is not well-formed base64. */
export function decodeBase64(text: string): Buffer | undefined {
  return text.length % 4 === 0 && BASE64.test(text) ? Buffer.from(text, 'base64') : undefined;
}

/** The parameters of the AUTHENTICATE lines that carry `data`. */
export function authenticateChunks(data: Buffer): string[] {
  const text = data.toString('base64');
  const chunks: string[] = [];
  for (let at = 0; at < text.length; at += CHUNK) chunks.push(text.slice(at, at + CHUNK));
  if (text.length % CHUNK === 0) chunks.push('+');
  return chunks;
}
