import type { BackendRule } from './backend-rule.ts';
import { QUOTA } from './quota.ts';

/**
 * Dropbox (dropbox)
 *
 * Recognized: a 409 with `insufficient_space` or `team_folder_insufficient_space` for the path.
 *
 * Not recognized: `upload_traffic_limit_reached` and `too_many_write_operations`, which limit requests.
 *
 * Source: https://www.dropbox.com/developers/documentation/http/documentation#files-upload (WriteError)
 */
export const dropbox: BackendRule = {
  on: { status: [409] },
  recognize({ error }) {
    const { error_summary: summary } = error as { error_summary?: unknown };
    return /^path\/(?:team_folder_)?insufficient_space\//.test(String(summary)) ? QUOTA : undefined;
  },
};
