/** As much of @xmpp/client as the tests use; the package brings no types. */
declare module '@xmpp/client' {
  import type { EventEmitter } from 'node:events';

  export interface Element {
    readonly name: string;
    readonly attrs: Readonly<Record<string, string | undefined>>;
    readonly children: readonly (Element | string)[];
    getChild(name: string, xmlns?: string): Element | undefined;
    getChildren(name: string, xmlns?: string): Element[];
    getChildText(name: string, xmlns?: string): string | null;
    toString(): string;
  }

  export interface Client extends EventEmitter {
    start(): Promise<{ toString(): string }>;
    stop(): Promise<unknown>;
    send(stanza: Element): Promise<void>;
    readonly streamManagement: EventEmitter & {
      readonly enabled: boolean;
      /** Stanzas received and sent, as XEP-0198 counts; `outbound` are those that the server acknowledged. */
      readonly inbound: number;
      readonly outbound: number;
      readonly outbound_q: readonly unknown[];
      requestAckDebounce: number;
    };
    readonly reconnect: { delay: number };
  }

  export function client(options: {
    service: string;
    domain: string;
    username: string;
    password: string;
    resource: string;
  }): Client;

  export function xml(name: string, attributes?: object, ...children: readonly (Element | string)[]): Element;
}
