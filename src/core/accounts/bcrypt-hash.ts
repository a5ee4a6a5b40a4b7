const BCRYPT = /^\$2[aby]\$\d\d\$[./A-Za-z0-9]{53}$/;
const MAX_BYTES = 72; // bcrypt looks at no more: a longer password would match every password with its beginning

/** Is this the prepared password of the bcrypt hash of an imported account? Work for the thread pool: go through `Logins.hashing`. */
export async function matchesBcrypt(password: string, hash: string): Promise<boolean> {
  if (!BCRYPT.test(hash) || Buffer.byteLength(password) > MAX_BYTES) return false;
  const { default: bcrypt } = await import('bcrypt'); // native code that servers without imported accounts never load
  return bcrypt.compare(password, hash.replace('$2y$', '$2b$'));
}
