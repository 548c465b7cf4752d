package projection

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"dontblink.dev/pkg/eventlog"
)

// asker is a pool, a connection or a transaction.
type asker interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
	QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
}

// Serving returns the slot that is read for a version; ok is false while there is none.
func Serving(ctx context.Context, pool *pgxpool.Pool, version string) (slot string, ok bool, err error) {
	return find(ctx, pool, version, "serving")
}

// Filling returns the slot that is being filled for a version, and the place it has reached: with the head of the log that
// says how far the preparation is (see Percent).
func Filling(ctx context.Context, pool *pgxpool.Pool, version string) (slot string, reached eventlog.Place, ok bool, err error) {
	slot, ok, err = find(ctx, pool, version, "filling")
	if err != nil || !ok {
		return "", eventlog.Place{}, false, err
	}
	reached, err = Reached(ctx, pool, slot)
	return slot, reached, err == nil, err
}

// Reached returns the place of a slot, asked of a pool, a connection or a transaction.
func Reached(ctx context.Context, in asker, slot string) (p eventlog.Place, err error) {
	err = in.QueryRow(ctx, In(slot, `select sequence, id from slot.place`)).Scan(&p.Sequence, &p.ID)
	if err != nil {
		return eventlog.Place{}, fmt.Errorf("read the place of %s: %w", slot, err)
	}
	return p, nil
}

func find(ctx context.Context, in asker, version, state string) (slot string, ok bool, err error) {
	err = in.QueryRow(ctx, `
		select name from keeper.slot where version = $1 and state = $2 order by created_at desc, name desc limit 1`,
		version, state).Scan(&slot)
	if errors.Is(err, pgx.ErrNoRows) || unmade(err) {
		return "", false, nil
	}
	if err != nil {
		return "", false, fmt.Errorf("find the %s slot of version %s: %w", state, version, err)
	}
	return slot, true, nil
}

// unmade reports that the schema keeper is not there: nobody has projected into this database yet.
func unmade(err error) bool {
	pg, ok := errors.AsType[*pgconn.PgError](err)
	return ok && pg.Code == "42P01"
}

// choose takes the slot that was made anew and is to take over, else the one of this version that serves, else the one that somebody
// began to fill, else it makes one. The lock of the version is held, so nobody else chooses.
func (p *projector) choose(ctx context.Context) (err error) {
	if p.slot, p.serving, err = find(ctx, p.conn, p.Version, "serving"); err != nil {
		return err
	}
	next := p.Rebuilder.goOnWith()
	switch {
	case p.serving && next != "" && next != p.slot:
		p.slot, p.serving, p.replaces = next, false, true
		return nil
	case p.serving:
		return nil
	}
	var begun bool
	if p.slot, begun, err = find(ctx, p.conn, p.Version, "filling"); err != nil || begun {
		return err
	}
	return pgx.BeginFunc(ctx, p.conn, func(tx pgx.Tx) (err error) {
		p.slot, err = create(ctx, tx, &p.Config)
		return err
	})
}

// create enters a slot that is to be filled, and makes its tables.
func create(ctx context.Context, tx pgx.Tx, c *Config) (slot string, err error) {
	var n int
	if err := tx.QueryRow(ctx, `
		select coalesce(max(substring(name from '[0-9]+$')::int), 0) + 1 from keeper.slot where version = $1`, c.Version).Scan(&n); err != nil {
		return "", fmt.Errorf("name a slot of version %s: %w", c.Version, err)
	}
	slot = fmt.Sprintf("rm_%s_%d", c.Version, n)
	if _, err := tx.Exec(ctx, `insert into keeper.slot (name, version, state, projection) values ($1, $2, 'filling', $3)`,
		slot, c.Version, c.Name); err != nil {
		return "", fmt.Errorf("enter the slot %s: %w", slot, err)
	}
	return slot, makeTables(ctx, tx, slot, c.Schema)
}

// makeTables makes the schema of a slot, and what lies in it before the first event.
func makeTables(ctx context.Context, tx pgx.Tx, slot, schema string) error {
	// Several statements at once want the simple protocol.
	for _, sql := range []string{"create schema " + slot, In(slot, placeSchema), In(slot, parkedSchema), In(slot, schema)} {
		if _, err := tx.Exec(ctx, sql, pgx.QueryExecModeSimpleProtocol); err != nil {
			return fmt.Errorf("make the tables of %s: %w", slot, err)
		}
	}
	return nil
}

// makeIndexes makes what was left for last, once. To build an index of what is there takes a part of the time that it takes to keep it in
// order with every batch.
func makeIndexes(ctx context.Context, tx pgx.Tx, slot, indexes string) error {
	tag, err := tx.Exec(ctx, In(slot, `update slot.place set indexed = true where not indexed`))
	if err == nil && tag.RowsAffected() == 1 && indexes != "" {
		_, err = tx.Exec(ctx, In(slot, indexes), pgx.QueryExecModeSimpleProtocol)
	}
	if err != nil {
		return fmt.Errorf("make the indexes of %s: %w", slot, err)
	}
	return nil
}

// takeOver makes the slot the one that is read. Whoever waits for a place is woken too: it may look at another slot now.
func (p *projector) takeOver(ctx context.Context, tx pgx.Tx) error {
	if err := makeIndexes(ctx, tx, p.slot, p.Indexes); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `update keeper.slot set state = 'kept' where version = $1 and state = 'serving'`, p.Version); err != nil {
		return fmt.Errorf("take over from the serving slot: %w", err)
	}
	if _, err := tx.Exec(ctx, `update keeper.slot set state = 'serving' where name = $1`, p.slot); err != nil {
		return fmt.Errorf("let %s serve: %w", p.slot, err)
	}
	_, err := tx.Exec(ctx, In(p.slot, `select pg_notify('keeper_place', $1 || ' ' || sequence) from slot.place`), p.slot)
	return err
}

// placeSchema is the part of a slot that is ours: one row, which moves with every batch.
const placeSchema = `
create table slot.place (
	only_one boolean primary key default true check (only_one),
	sequence bigint  not null,
	id       text    not null,
	indexed  boolean not null default false  -- whether what is left for last has been made
) with (fillfactor = 10);
insert into slot.place (sequence, id) values (0, '');`
