/** As much of irc-framework as the tests use; the package brings no types. */
declare module 'irc-framework' {
  export interface IrcEvent {
    readonly nick?: string;
    readonly target?: string;
    readonly channel?: string;
    readonly message?: string;
    readonly topic?: string;
    readonly kicked?: string;
    readonly users?: readonly { readonly nick: string }[];
    readonly tags?: Readonly<Record<string, string>>;
    readonly batch?: { readonly type: string };
  }

  export class Client {
    constructor();
    requestCap(names: readonly string[]): void;
    connect(options?: {
      host: string;
      port: number;
      nick: string;
      username?: string;
      gecos?: string;
      account?: { account: string; password: string };
      enable_echomessage?: boolean;
      auto_reconnect?: boolean;
    }): void;
    on(event: string, listener: (event: IrcEvent) => void): void;
    join(channel: string): void;
    part(channel: string, reason?: string): void;
    say(target: string, text: string): void;
    action(target: string, text: string): void;
    setTopic(channel: string, topic: string): void;
    raw(...words: readonly string[]): void;
    quit(reason?: string): void;
    readonly user: { readonly nick: string };
  }
}
