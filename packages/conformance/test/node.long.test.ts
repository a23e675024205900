import http from 'node:http';
import http2 from 'node:http2';
import { createAdmission, type RequestListener, storageExhaustedListener } from '@http507/node';
import { describeConformance, type Scenario, type Subject } from '../src/index.ts';

const subject: Subject = {
  name: `node:http ${process.versions.node.split('.')[0]}`,
  version: process.versions.node,
  http2: true,
  exceptions: {},
  async createServer({ route, options, onForeign, guard, guardOptions, http2: overHttp2 }: Scenario) {
    const admit = guard && createAdmission(guard, guardOptions);
    const listener = storageExhaustedListener(
      (incoming, outgoing) => {
        const setHeader = (name: string, value: string | string[]): void =>
          void outgoing.setHeader(name, value);
        const answer = (): unknown => route({ incoming, outgoing, setHeader });
        return admit ? admit(incoming, incoming, outgoing).then(answer) : answer();
      },
      { logger: false, ...options },
    );
    const application: RequestListener = async (incoming, outgoing) => {
      try {
        await listener(incoming, outgoing);
      } catch (thrown) {
        onForeign?.(thrown);
        outgoing.statusCode = 500;
        outgoing.end();
      }
    };
    return overHttp2 ? http2.createServer(application as never) : http.createServer(application);
  },
};

describeConformance(subject, Number(process.versions.node.split('.')[0]));
