package vault

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"time"

	"github.com/jackc/pgx/v5"

	"dontblink.dev/pkg/fault"
)

// line is one line of a backup: first which master key wrapped the keys, then the destroyed ones, the keys as they are wrapped, and at the
// end how many there were, so that half a file is known for what it is.
type line struct {
	Master    string     `json:"master,omitempty"`
	Format    int        `json:"format,omitempty"`
	Destroyed string     `json:"destroyed,omitempty"`
	At        *time.Time `json:"at,omitempty"`
	Why       string     `json:"why,omitempty"`
	Key       string     `json:"key,omitempty"`
	Wrapped   []byte     `json:"wrapped,omitempty"`
	End       *int       `json:"end,omitempty"`
}

const format = 1

// BackupName is what the keys are called among the files of a backup.
const BackupName = "keys.jsonl"

// Backup writes all keys, wrapped as they are, as of one moment. Without the master key, which is not among them, they are worth nothing;
// and an erasure is whole only when the backups from before it are gone too.
func (v *Vault) Backup(ctx context.Context, w io.Writer) error {
	if err := v.Open(ctx); err != nil {
		return err
	}
	out := bufio.NewWriter(w)
	lines := json.NewEncoder(out)
	err := pgx.BeginTxFunc(ctx, v.pool, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}, func(tx pgx.Tx) error {
		begun, err := v.begun(ctx, tx)
		if err != nil {
			return err
		}
		count := 0
		if err := lines.Encode(line{Format: format, Master: begun}); err != nil {
			return err
		}
		var l line
		var at time.Time
		rows, _ := tx.Query(ctx, `select id::text, at, why from keys.destroyed order by id`)
		if _, err := pgx.ForEachRow(rows, []any{&l.Destroyed, &at, &l.Why}, func() error {
			count++
			l.At = &at
			return lines.Encode(l)
		}); err != nil {
			return err
		}
		l = line{}
		rows, _ = tx.Query(ctx, `select id::text, wrapped from keys.key order by id`)
		if _, err := pgx.ForEachRow(rows, []any{&l.Key, &l.Wrapped}, func() error {
			count++
			return lines.Encode(l)
		}); err != nil {
			return err
		}
		return lines.Encode(line{End: &count})
	})
	if err != nil {
		return fmt.Errorf("back up the keys: %w", err)
	}
	return out.Flush()
}

// Restore takes the keys of a backup in, beside those that are here. What was destroyed here or there is destroyed then; all of the backup
// is taken in, or nothing.
func (v *Vault) Restore(ctx context.Context, r io.Reader) error {
	v.mu.Lock()
	defer v.mu.Unlock()
	if err := v.open(ctx); err != nil {
		return err
	}
	err := pgx.BeginFunc(ctx, v.pool, func(tx pgx.Tx) error { return v.restore(ctx, tx, json.NewDecoder(bufio.NewReader(r))) })
	// What was missing a moment ago may be here now, and what was here destroyed; and of what failed nothing counts.
	v.cache.clear()
	if err != nil {
		v.opened, v.wrap = false, nil
	}
	return err
}

func (v *Vault) restore(ctx context.Context, tx pgx.Tx, lines *json.Decoder) error {
	var first line
	if err := lines.Decode(&first); err != nil || first.Format != format {
		return fault.New(fault.Invalid, "this is no backup of keys, or one of a newer dontblink")
	}
	if err := v.adopt(ctx, tx, first.Master); err != nil {
		return err
	}
	batch := &pgx.Batch{}
	for count := 0; ; count++ {
		var l line
		switch err := lines.Decode(&l); {
		case err != nil:
			return fault.New(fault.Invalid, "the backup of the keys is damaged behind %d of them (%v): use another copy", count, err)
		case l.Destroyed != "" && l.At != nil:
			batch.Queue(`insert into keys.destroyed (id, at, why) values ($1, $2, $3) on conflict do nothing`, l.Destroyed, *l.At, l.Why)
		case l.Key != "":
			id, err := parseID(l.Key)
			if err == nil && v.wrap != nil {
				_, err = unwrap(v.wrap, id, l.Wrapped)
			}
			if err != nil || v.wrap == nil {
				return fault.New(fault.Invalid, "the backup of the keys is damaged behind %d of them (%v): use another copy", count, err)
			}
			// A key never changes: where the two differ, the one that is here was damaged.
			batch.Queue(`
				insert into keys.key as here (id, wrapped) values ($1, $2)
				on conflict (id) do update set wrapped = excluded.wrapped where here.wrapped <> excluded.wrapped`, id, l.Wrapped)
		case l.End != nil && *l.End == count:
			batch.Queue(`delete from keys.key as k using keys.destroyed as d where k.id = d.id`)
			return away(tx.SendBatch(ctx, batch).Close())
		default:
			return fault.New(fault.Invalid, "the backup of the keys does not hold together behind %d of them: use another copy", count)
		}
		if batch.Len() == 1000 {
			if err := away(tx.SendBatch(ctx, batch).Close()); err != nil {
				return err
			}
			batch = &pgx.Batch{}
		}
	}
}

// adopt makes sure that the keys of the backup open with the master key at hand.
func (v *Vault) adopt(ctx context.Context, tx pgx.Tx, master string) error {
	begun, err := v.begun(ctx, tx)
	switch {
	case err != nil || master == "":
		return err
	case begun == master && v.wrap == nil: // another process has begun
		return v.unlock(master)
	case begun == master:
		return nil
	case begun != "":
		return fault.New(fault.Invalid, "the backup's keys were wrapped with another master key (%s) than those that are here (%s): "+
			"restore them where there are none yet, with that master key", master, begun)
	}
	if err := v.unlock(master); err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `insert into keys.master (fingerprint) values ($1)`, master)
	return away(err)
}

func (c *cache) clear() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.young, c.old = nil, nil
}
