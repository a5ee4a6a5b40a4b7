const SLAB = 4096;

let slab = Buffer.allocUnsafeSlow(SLAB);
let used = 0;

/**
 * `text` as bytes that are kept for long. Node's own pool mixes them with what lives for a moment, and each would hold on to
 * eight kilobytes of that.
 */
export function lasting(text: string): Buffer {
  const size = Buffer.byteLength(text);
  if (size > SLAB / 8) {
    const own = Buffer.allocUnsafeSlow(size);
    own.write(text);
    return own;
  }
  if (used + size > SLAB) {
    slab = Buffer.allocUnsafeSlow(SLAB);
    used = 0;
  }
  const bytes = slab.subarray(used, used + size);
  bytes.write(text);
  used += size;
  return bytes;
}
