import type { Driver } from './driver.ts';
import { ejabberd } from './ejabberd.ts';
import { ergo } from './ergo.ts';
import { inspircd } from './inspircd.ts';
import { ngircd } from './ngircd.ts';
import { prosody } from './prosody.ts';

/** Servers `--against` knows, by name. */
export const peers: ReadonlyMap<string, Driver> = new Map(
  [ergo, ngircd, inspircd, prosody, ejabberd].map((driver) => [driver.name, driver]),
);
