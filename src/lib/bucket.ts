/** A token bucket is two numbers; whoever owns it embeds one. Time is `Clock.monotonic()` in milliseconds. */
export interface Bucket {
  tokens: number;
  at: number;
}

export interface Rate {
  /** Tokens held at most. */
  readonly burst: number;
  readonly perSecond: number;
}

export function fullBucket(rate: Rate, now: number): Bucket {
  return { tokens: rate.burst, at: now };
}

/** Takes `cost` tokens if there are that many. Returns 0, or the milliseconds until there will be. */
export function take(bucket: Bucket, rate: Rate, now: number, cost = 1): number {
  bucket.tokens = Math.min(rate.burst, bucket.tokens + ((now - bucket.at) / 1000) * rate.perSecond);
  bucket.at = now;
  if (bucket.tokens >= cost) {
    bucket.tokens -= cost;
    return 0;
  }
  return Math.ceil(((cost - bucket.tokens) / rate.perSecond) * 1000);
}
