import { tomlText } from '../config/field.ts';
import { listenAddress } from '../config/listen.ts';
import { listenKeys } from '../config/schema.ts';
import type { Config } from '../config/schema.ts';
import { failed } from '../core/commands/result.ts';
import type { Result } from '../core/commands/result.ts';
import { ListenError } from '../transport/listen-error.ts';
import { StartProblem } from './running-server.ts';

/** Why the server did not start, with the key that mends it. An error of ours is thrown on. */
export function explainStart(error: unknown, config: Config): Result {
  if (error instanceof StartProblem) {
    const key = error.key === undefined ? '' : ` (config key ${error.key})`;
    return failed('not-started', [`${error.message}${key}`, error.fix]);
  }
  if (error instanceof ListenError) return cannotListen(error.address, error.message, config);
  const { code, address, port, message } = error as NodeJS.ErrnoException & { address?: string; port?: number };
  if (
    address !== undefined &&
    port !== undefined &&
    (code === 'EADDRINUSE' || code === 'EACCES' || code === 'EADDRNOTAVAIL')
  ) {
    return cannotListen(listenAddress({ host: address, port }), `cannot listen: ${message}`, config);
  }
  throw error;
}

function cannotListen(address: string, message: string, config: Config): Result {
  const key = listenKeys.find((name) => config.listen[name].some((spec) => listenAddress(spec) === address));
  if (key === undefined) return failed('cannot-listen', [message]);
  // The whole list, ready to be pasted: what is left out of it would not be listened on.
  const list = config.listen[key].map((spec) =>
    listenAddress(spec) === address ? spec.text.replace(/:\d+(?= |$)/, ':PORT') : spec.text,
  );
  const variable = `CAUSEWAY_LISTEN__${key.toUpperCase()}='${tomlText(list)}'`;
  return failed('cannot-listen', [message, `The config key listen.${key} moves it (for one run: ${variable}).`]);
}
