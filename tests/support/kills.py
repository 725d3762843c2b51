#!/usr/bin/env python3
"""Kills an import with SIGKILL at random moments and looks at what is left. By hand; `tests/imports_crash.rs` is the small version.

  tests/support/kills.py --bin target/release/kabinet [--kills 200] [--lines 200000] [--seed 1] [--stretch 1.2]
                         [--database postgres://… --superuser postgres://…]

After every kill the organization must hold all of the file or nothing of it, the next command must say what was cut off,
and `kabinet doctor` must find every kept sum equal to the order lines. Standard library only; PostgreSQL is asked with psql.
"""
import argparse, collections, os, random, sqlite3, subprocess, sys, tempfile, time

TABLES = ("order_items", "orders", "customers", "products", "imports", "changes", "day_sales")


def write_file(path, lines):
    with open(path, "w", encoding="utf-8") as out:
        out.write("Номер;Дата;Клієнт;Товар;Кількість;Сума\n")
        for n in range(lines):
            out.write(f"{n // 3};{n % 28 + 1:02}.{n % 10 + 1:02}.2026;Клієнт {n % 1000};Товар {n % 3000};{n % 5 + 1};{n % 900 + 1},50\n")


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--bin", required=True)
    ap.add_argument("--kills", type=int, default=200)
    ap.add_argument("--lines", type=int, default=200_000)
    ap.add_argument("--seed", type=int, default=1)
    ap.add_argument("--stretch", type=float, default=1.2, help="kills come up to this many lengths of an undisturbed import: more on a busy machine")
    ap.add_argument("--database", help="postgres://… of an ordinary role; the tables are counted with --superuser")
    ap.add_argument("--superuser", help="postgres://… that sees the rows of all organizations")
    a = ap.parse_args()
    random.seed(a.seed)
    folder = tempfile.mkdtemp(prefix="kills-")
    url = a.database or f"sqlite://{folder}/kabinet.db"
    base = [os.path.abspath(a.bin), "--data", folder, "--database", url]
    file = os.path.join(folder, "продажі.csv")
    write_file(file, a.lines)

    def run(*words):
        return subprocess.run(base + list(words), capture_output=True, text=True)

    def organization(slug):
        done = run("org", "create", slug, "--slug", slug)
        assert done.returncode == 0, done.stderr

    def stored(slug):
        sql = " UNION ALL ".join(
            f"SELECT COUNT(*) FROM {it} WHERE organization_id = (SELECT id FROM organizations WHERE slug = '{slug}')" for it in TABLES
        )
        if a.database:
            out = subprocess.run(["psql", a.superuser, "-Atc", sql], capture_output=True, text=True, check=True).stdout
            return [int(it) for it in out.split()]
        with sqlite3.connect(f"file:{folder}/kabinet.db?mode=ro", uri=True) as db:
            return [it for (it,) in db.execute(sql)]

    organization("undisturbed")
    began = time.monotonic()
    done = run("import", "--org", "undisturbed", file)
    length = time.monotonic() - began
    assert done.returncode == 0, done.stderr
    whole = stored("undisturbed")
    assert whole[0] == a.lines, whole
    nothing = [0] * len(TABLES)
    print(f"undisturbed: {length:.2f} s, rows {dict(zip(TABLES, whole))}")
    outcomes = collections.Counter()
    for n in range(1, a.kills + 1):
        slug = f"kill-{n}"
        organization(slug)
        moment = random.uniform(0, length * a.stretch)
        child = subprocess.Popen(base + ["import", "--org", slug, file], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(moment)
        child.kill()
        ended = child.wait()
        found = stored(slug)
        for _ in range(40 if a.database else 0):
            # The server notices a moment later that the other side is gone.
            if found in (nothing, whole):
                break
            time.sleep(0.05)
            found = stored(slug)
        if found not in (nothing, whole):
            sys.exit(f"half a state after {moment:.3f} s of {length:.2f} s: {dict(zip(TABLES, found))}")
        next_start = run("import", "--org", slug, "--history")
        told = "обірвалося" in next_start.stderr or "cut off" in next_start.stderr
        if found == whole and told:
            sys.exit(f"stored, and told to be cut off after {moment:.3f} s")
        outcomes["whole" if found == whole else "nothing, told" if told else "nothing, not begun yet"] += 1
        if n % 20 == 0 or n == a.kills:
            doctor = run("doctor")
            if doctor.returncode != 0 or "wrong" in doctor.stdout:
                sys.exit(f"after {n} kills doctor says:\n{doctor.stdout}{doctor.stderr}")
            print(f"{n} kills: {dict(outcomes)}, doctor finds nothing wrong", flush=True)
    again = run("import", "--org", "kill-1", file)
    assert again.returncode == 0 and stored("kill-1")[0] == a.lines, again.stderr
    print(f"the next import after them stores all {a.lines} lines")


if __name__ == "__main__":
    main()
