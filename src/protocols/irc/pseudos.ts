import { serviceNames } from '../../core/commands/services/service-command.ts';
import type { Pseudo } from './pseudo.ts';
import { playbackPseudo } from './status/playback.ts';
import { statusPseudo } from './status/status.ts';
import { service } from './services/service.ts';

/** Every name that answers direct messages and is nobody. Their nicks are reserved. */
export const pseudos: readonly Pseudo[] = [...serviceNames.map(service), statusPseudo, playbackPseudo];
