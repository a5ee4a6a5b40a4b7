import type { IqHandler } from '../context.ts';
import type { Feature } from '../feature.ts';
import { NS } from '../wire/namespaces.ts';

const enable: IqHandler = ({ session }) => {
  session.carbons = true;
  return undefined;
};

const disable: IqHandler = ({ session }) => {
  session.carbons = false;
  return undefined;
};

const keys = { [`set ${NS.carbons} enable`]: enable, [`set ${NS.carbons} disable`]: disable };

/** XEP-0280 4, 5: on and off; what is copied is a matter of the forms. */
export const carbons: Feature = {
  advertises: { server: [NS.carbons, NS.carbonRules], self: [NS.carbons] },
  iq: { self: keys, server: keys },
};
