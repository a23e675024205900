import pg from 'pg';

import type { DocumentStore } from './document-store.ts';

/** Opens a store in a PostgreSQL database. */
export async function openPostgresqlStore(connectionString: string): Promise<DocumentStore> {
  const pool = new pg.Pool({ connectionString });
  // Without a listener, a connection that breaks while it is idle ends the process.
  pool.on('error', (error) => console.error(error));
  await pool.query('CREATE TABLE IF NOT EXISTS documents (id text PRIMARY KEY, body json NOT NULL)');
  return {
    async put(id, document) {
      const sql = 'INSERT INTO documents VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET body = excluded.body';
      await pool.query(sql, [id, JSON.stringify(document)]);
    },
    async get(id) {
      const { rows } = await pool.query('SELECT body FROM documents WHERE id = $1', [id]);
      return rows[0]?.body;
    },
    async remove(id) {
      await pool.query('DELETE FROM documents WHERE id = $1', [id]);
    },
    close: () => pool.end(),
  };
}
