export interface SignalActions {
  stop(reason: string): void;
  reload(): void;
}

/** SIGINT and SIGTERM stop in order (a second one at once), SIGHUP reloads. Returns what undoes it. */
export function onSignals({ stop, reload }: SignalActions): () => void {
  let stopping = false;
  const end = (signal: NodeJS.Signals): void => {
    if (stopping) process.exit(1);
    stopping = true;
    stop(signal);
  };
  process.on('SIGINT', end);
  process.on('SIGTERM', end);
  process.on('SIGHUP', reload);
  return () => {
    process.off('SIGINT', end);
    process.off('SIGTERM', end);
    process.off('SIGHUP', reload);
  };
}
