import type { Handler, IqHandler } from './context.ts';
import type { Feature, IqKey, IqTarget } from './feature.ts';
import type { Target } from './route.ts';

/** The features that are served, made ready for look-up. */
export interface FeatureTable {
  readonly features: readonly Feature[];
  iq(target: IqTarget, key: string): IqHandler | undefined;
  messages(target: Target): readonly Handler[];
  presences(target: Target): readonly Handler[];
  answers(target: Target): readonly Handler[];
}

/** Throws where two features serve the same request: a mistake of ours. */
export function makeFeatureTable(features: readonly Feature[]): FeatureTable {
  const iqs = new Map<string, IqHandler>();
  const messages = new Map<Target, Handler[]>();
  const presences = new Map<Target, Handler[]>();
  const answers = new Map<Target, Handler[]>();
  for (const feature of features) {
    for (const [target, handlers] of Object.entries(feature.iq ?? {})) {
      for (const [key, handler] of Object.entries(handlers) as [IqKey, IqHandler][]) {
        const place = `${target} ${key}`;
        if (iqs.has(place)) throw new Error(`two features serve ${place}`);
        iqs.set(place, handler);
      }
    }
    append(messages, feature.message);
    append(presences, feature.presence);
    append(answers, feature.answer);
  }
  return {
    features,
    iq: (target, key) => iqs.get(`${target} ${key}`),
    messages: (target) => messages.get(target) ?? none,
    presences: (target) => presences.get(target) ?? none,
    answers: (target) => answers.get(target) ?? none,
  };
}

const none: readonly Handler[] = [];

function append(table: Map<Target, Handler[]>, handlers: Partial<Record<Target, Handler>> | undefined): void {
  for (const [target, handler] of Object.entries(handlers ?? {}) as [Target, Handler][]) {
    table.set(target, [...(table.get(target) ?? []), handler]);
  }
}
