import type { Push, PushResult, PushSender } from '../../../src/core/push/sender.ts';

/** Takes pushes and answers as it is told. */
export class FakeSender implements PushSender {
  readonly publicKey = 'BPublicKey';
  readonly pushes: Push[] = [];
  /** What it answers next; `sent` where there is nothing. */
  readonly answers: PushResult[] = [];
  /** While set, answers wait. */
  gate: Promise<void> | undefined;

  isEndpoint(url: string): boolean {
    return url.startsWith('https://');
  }

  areKeys(p256dh: string, auth: string): boolean {
    return p256dh !== '' && auth !== '';
  }

  async send(push: Push): Promise<PushResult> {
    this.pushes.push(push);
    await this.gate;
    return this.answers.shift() ?? 'sent';
  }

  /** What was sent since it was last asked. */
  take(): string[] {
    return this.pushes.splice(0).map(({ payload }) => String(payload));
  }
}
