import { createClient } from '@libsql/client';

import type { DocumentStore } from './document-store.ts';

/**
 * Opens a store in a SQLite file.
 *
 * @param maxPages - the size limit of the file, in pages of 4 kB
 */
export async function openSqliteStore(file: string, maxPages: number): Promise<DocumentStore> {
  const client = createClient({ url: `file:${file}` });
  await client.execute(`PRAGMA max_page_count = ${maxPages}`);
  await client.execute('CREATE TABLE IF NOT EXISTS documents (id TEXT PRIMARY KEY, body TEXT NOT NULL)');
  return {
    async put(id, document) {
      const sql = 'INSERT INTO documents VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET body = excluded.body';
      await client.execute({ sql, args: [id, JSON.stringify(document)] });
    },
    async get(id) {
      const { rows } = await client.execute({ sql: 'SELECT body FROM documents WHERE id = ?', args: [id] });
      return rows[0] && JSON.parse(rows[0].body as string);
    },
    async remove(id) {
      await client.execute({ sql: 'DELETE FROM documents WHERE id = ?', args: [id] });
    },
    async close() {
      client.close();
    },
  };
}
