import type { Feature } from '../../feature.ts';
import { roomAdmin } from './admin.ts';
import { roomDisco } from './disco.ts';
import { groupchatMessages, otherRoomMessages } from './groupchat.ts';
import { invitations } from './invitation.ts';
import { roomOwner } from './owner.ts';
import { roomPresence } from './presence.ts';
import { privateMessages } from './private-message.ts';
import { roomRegistration } from './registration.ts';
import { occupantRequests } from './occupant-requests.ts';
import { voiceRequests } from './voice.ts';

/** Rooms (XEP-0045). Messages are offered in this order; direct invitations must come before ordinary direct messages. */
export const mucFeatures: readonly Feature[] = [
  roomPresence,
  invitations,
  groupchatMessages,
  voiceRequests,
  roomRegistration,
  otherRoomMessages,
  privateMessages,
  roomAdmin,
  roomOwner,
  roomDisco,
  occupantRequests,
];
