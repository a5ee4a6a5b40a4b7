/** What storage tells operators. A logger of the usual kind fits. */
export interface StorageLog {
  info(text: string): void;
  warn(text: string): void;
  error(text: string): void;
}
