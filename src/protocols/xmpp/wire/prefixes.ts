import { NS } from './namespaces.ts';
import { StreamFault } from './stream-fault.ts';

/** Namespace declarations that are in force, innermost last (Namespaces in XML 1.0). The empty prefix is the default. */
export class Prefixes {
  readonly #names: string[] = [];
  readonly #uris: string[] = [];

  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** Prefixes and what they stand for, in the order they were declared. */
  entries(): [prefix: string, uri: string][] {
    return this.#names.slice(0, this.#size).map((name, i) => [name, this.#uris[i] as string]);
  }

  /** Forgets all but the first `size`. */
  shrink(size: number): void {
    this.#size = size; // an array made shorter gives its memory away and takes it again
  }

  declare(prefix: string, uri: string): void {
    const isXml = prefix === 'xml';
    const isWrong =
      prefix === 'xmlns' || uri === NS.xmlns || isXml !== (uri === NS.xml) || (uri === '' && prefix !== ''); // 3, 2.2
    if (isWrong) throw new StreamFault('not-well-formed');
    this.#names[this.#size] = prefix;
    this.#uris[this.#size++] = uri;
  }

  resolve(prefix: string): string {
    for (let i = this.#size - 1; i >= 0; i--) {
      if (this.#names[i] === prefix) return this.#uris[i] as string;
    }
    if (prefix === '') return '';
    if (prefix === 'xml') return NS.xml;
    throw new StreamFault(prefix === 'xmlns' ? 'not-well-formed' : 'bad-namespace-prefix'); // RFC 6120 4.9.3.2
  }
}
