import { vouchedTls, type RemoteAddress, type TlsFacts, type VouchedPeer } from '../lib/connection.ts';
import type { Visitor } from './admission.ts';
import { isTrusted, movedTo } from './doorkeeper.ts';
import { isLoopbackIp } from './peer-address.ts';
import type { Origin } from './shared.ts';

let lastId = 0;

/** Who is at the other end of a connection, and what counts them. */
export abstract class Caller {
  readonly id: number;
  ip: string;
  port: number;
  tls: TlsFacts | undefined = undefined;
  protected readonly origin: Origin;
  protected visitor: Visitor;
  protected isAuthenticated = false;

  constructor(origin: Origin, visitor: Visitor, { ip, port }: RemoteAddress) {
    this.id = ++lastId;
    this.ip = ip;
    this.port = port;
    this.origin = origin;
    this.visitor = visitor;
  }

  get remote(): RemoteAddress {
    return { ip: this.ip, port: this.port };
  }

  get isLoopback(): boolean {
    return isLoopbackIp(this.ip);
  }

  get isOnion(): boolean {
    return this.origin.isOnion;
  }

  get isTrustedProxy(): boolean {
    return isTrusted(this.origin, this.ip);
  }

  vouch(peer: VouchedPeer): boolean {
    if (this.isAuthenticated || !this.isTrustedProxy) return false;
    const visitor = movedTo(this.origin, this.visitor, peer);
    if (typeof visitor === 'string') return false;
    this.visitor = visitor;
    this.ip = peer.ip;
    this.port = peer.port;
    // What the proxy showed us of itself, its certificate above all, says nothing about whom it speaks for.
    this.tls = peer.isSecure ? vouchedTls : undefined;
    return true;
  }
}
