import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  inbound,
  outbound,
  standingIn,
  stateOf,
  subscriptionStates,
  type SubscriptionAct,
  type SubscriptionState,
} from '../../../src/core/presence/subscription-table.ts';

const acts: SubscriptionAct[] = ['subscribe', 'unsubscribe', 'subscribed', 'unsubscribed'];
const S = (state: SubscriptionState): SubscriptionState => state;

test('a state is the same after it was written as a contact', () => {
  for (const state of subscriptionStates) assert.equal(stateOf(standingIn(state)), state);
  assert.equal(stateOf(undefined), 'N');
});

test('every act has a transition in every state', () => {
  for (const act of acts) {
    for (const state of subscriptionStates) {
      assert.ok(subscriptionStates.includes(outbound(act, state).next), `${act} ${state}`);
      assert.ok(subscriptionStates.includes(inbound(act, state).next), `${act} ${state}`);
    }
  }
});

// RFC 6121 A.2.1, A.2.2: always routed, so that two servers that disagree can find together again.
test('subscribe and unsubscribe are always routed', () => {
  for (const state of subscriptionStates) {
    assert.ok(outbound('subscribe', state).passes);
    assert.ok(outbound('unsubscribe', state).passes);
  }
});

// RFC 6121 A.2.3, A.2.4, A.3.1-A.3.4: what is passed on is what changes something.
test('the other acts are passed on exactly where they change the state', () => {
  for (const state of subscriptionStates) {
    for (const act of ['subscribed', 'unsubscribed'] as const) {
      assert.equal(outbound(act, state).passes, outbound(act, state).next !== state, `out ${act} ${state}`);
    }
    for (const act of acts) {
      assert.equal(inbound(act, state).passes, inbound(act, state).next !== state, `in ${act} ${state}`);
    }
  }
});

test('each act touches its own direction and no other', () => {
  for (const state of subscriptionStates) {
    const before = standingIn(state);
    for (const [table, act, mine] of [
      [outbound, 'subscribe', true],
      [outbound, 'unsubscribe', true],
      [outbound, 'subscribed', false],
      [outbound, 'unsubscribed', false],
      [inbound, 'subscribe', false],
      [inbound, 'unsubscribe', false],
      [inbound, 'subscribed', true],
      [inbound, 'unsubscribed', true],
    ] as const) {
      const after = standingIn(table(act, state).next);
      const sees = (word: string, other: string): boolean => word === other || word === 'both';
      if (mine) {
        assert.equal(after.pendingIn, before.pendingIn, `${act} ${state}`);
        assert.equal(sees(after.subscription, 'from'), sees(before.subscription, 'from'), `${act} ${state}`);
      } else {
        assert.equal(after.pendingOut, before.pendingOut, `${act} ${state}`);
        assert.equal(sees(after.subscription, 'to'), sees(before.subscription, 'to'), `${act} ${state}`);
      }
    }
  }
});

test('some cells of RFC 6121 A, as they stand there', () => {
  assert.deepEqual(outbound('subscribe', S('F')), { passes: true, next: 'F+o' });
  assert.deepEqual(outbound('subscribed', S('T+i')), { passes: true, next: 'B' });
  assert.deepEqual(outbound('subscribed', S('N')), { passes: false, next: 'N' });
  assert.deepEqual(outbound('unsubscribed', S('F+o')), { passes: true, next: 'N+o' });
  assert.deepEqual(outbound('unsubscribe', S('B')), { passes: true, next: 'F' });
  assert.deepEqual(inbound('subscribe', S('T')), { passes: true, next: 'T+i' });
  assert.deepEqual(inbound('subscribe', S('B')), { passes: false, next: 'B' });
  assert.deepEqual(inbound('unsubscribe', S('N+oi')), { passes: true, next: 'N+o' });
  assert.deepEqual(inbound('subscribed', S('N+i')), { passes: false, next: 'N+i' });
  assert.deepEqual(inbound('unsubscribed', S('T+i')), { passes: true, next: 'N+i' });
});
