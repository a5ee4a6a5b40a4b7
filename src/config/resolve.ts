import { isAbsolute, resolve } from 'node:path';
import { foldDomain } from '../lib/address.ts';
import type { Config } from './schema.ts';

/** Fills in what depends on other keys, folds names, and makes paths absolute from the folder of the file. */
export function resolveConfig(config: Config, folder: string): Config {
  const domain = foldDomain(config.domain) ?? config.domain;
  const rooms = config.names.rooms || `rooms.${domain}`;
  return {
    ...config,
    domain,
    network: config.network || domain,
    server_name: config.server_name || domain,
    data: absolute(config.data, folder),
    motd: absolute(config.motd, folder),
    names: { ...config.names, rooms: foldDomain(rooms) ?? rooms },
    tls: { ...config.tls, certificates: absolute(config.tls.certificates, folder) },
    log: { ...config.log, file: config.log.file === '-' ? '-' : absolute(config.log.file, folder) },
  };
}

function absolute(path: string, folder: string): string {
  return isAbsolute(path) ? path : resolve(folder, path);
}
