import type { OperatorReport } from '../../protocol.ts';
import type { Lane } from '../model/lanes.ts';

/** What the operator gets from one request: the log, the events and what the service has sent. */
export function Operator({ lane: { reports, exchange } }: { readonly lane: Lane }) {
  const logs = reports.filter((report) => report.type === 'log');
  const events = reports.filter((report) => report.type === 'event');
  const ends = reports.filter((report) => report.type === 'process');
  const sent = reports.find((report) => report.type === 'answer');
  return (
    <>
      {ends.map(({ text }) => (
        <p key={text} class="failure">
          {text}
        </p>
      ))}
      <h4>Log</h4>
      {logs.length > 0 ? (
        <pre>{logs.map(({ text }) => text).join('')}</pre>
      ) : (
        <p class="nothing">
          {events.some(isExhausted)
            ? 'No record: in a storm, http507 logs only the first 507 in 10 s. The event has all details.'
            : 'Nothing.'}
        </p>
      )}
      <h4>Events</h4>
      {events.length > 0 ? (
        events.map(({ channel, text }) => (
          <details key={text} open={channel === 'http507:exhausted'}>
            <summary>{channel}</summary>
            <pre>{text}</pre>
          </details>
        ))
      ) : (
        <p class="nothing">None.</p>
      )}
      {sent?.type === 'answer' && (
        <p class="sent">
          The service had read {sent.answer.receivedBytes.toLocaleString('en')} bytes when it finished sending
          the {sent.answer.status}.{exchange?.failure && ' The client never saw that answer.'}
        </p>
      )}
    </>
  );
}

function isExhausted(report: OperatorReport): boolean {
  return report.type === 'event' && report.channel === 'http507:exhausted';
}
