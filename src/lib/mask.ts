/**
 * Does `text` match `mask`, where `*` is any run and `?` any one character? Both must be folded by the caller.
 * Linear in practice and never worse than length times length (RELIABILITY R-03): no RegExp is built from what people type.
 */
export function matchesMask(mask: string, text: string): boolean {
  let m = 0;
  let t = 0;
  let star = -1;
  let mark = 0;
  while (t < text.length) {
    if (m < mask.length && (mask[m] === '?' || (mask[m] === text[t] && mask[m] !== '*'))) {
      m++;
      t++;
    } else if (mask[m] === '*') {
      star = m++;
      mark = t;
    } else if (star >= 0) {
      m = star + 1;
      t = ++mark;
    } else {
      return false;
    }
  }
  while (mask[m] === '*') m++;
  return m === mask.length;
}
