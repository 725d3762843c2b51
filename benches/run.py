#!/usr/bin/env python3
"""Measures the real binary as a whole process. Standard library only.

  python3 benches/run.py --bin target/release/kabinet [--lines 1000000] [--runs 5] [--database postgres://…] [--only questions,exports]

Makes a seeded wholesaler (5,000 customers with types and cities, 2,000 products with categories, stock, two years of order
lines, about 4.7 an order) and prints one JSON object a figure with minimum, median and maximum over the runs:

  imports    100,000 lines and --lines into an empty organization
  questions  queries in their text form, answered by the table alone (month, top, check, rfm, abc, dead, three that only the
             lines can answer), then questions in words with the whole reply; the first of each apart, the others warm
  charts     the PNG of a course and of a ranking, made of an answer that is there
  exports    order lines as XLSX and CSV, the summary workbook: seconds of the whole process and its peak memory
  server     start to the first answer over HTTP, idle memory

Figures are for comparing two builds, or a build with another program, on one machine in one sitting; never for tests.
"""
import argparse, datetime, json, os, random, signal, socket, statistics, subprocess, sys, tempfile, time, urllib.request

TODAY = "2026-11-15"
QUERIES = {
    "month": "revenue by month during 2024-12-01..2026-11-15",
    "top": "revenue by product during 2026-Q3 limit 10",
    "check": "aov by week during 2025-11-17..2026-11-15 compare previous_year",
    "rfm": "rfm by customer limit 5000",
    "abc": "abc by product limit 2000",
    "dead": "dead_stock(days=90) by product limit 2000",
    "lines, a year": "revenue by customer_type, category, weekday during 2025-11-17..2026-11-15 limit 10000",
    "lines, all": "revenue by customer_type, category, weekday during all_time limit 10000",
    "lines, narrowed": "revenue by month where customer_type = \"опт\" and category = \"Категорія 3\" and weekday = \"5\" during all_time",
}
QUESTIONS = {
    "month": "виручка за жовтень 2026",
    "series": "виручка по місяцях за 2026 рік",
    "top": "топ 10 товарів за третій квартал 2026",
    "check": "середній чек за жовтень порівняно з торік",
    "inactive": "хто не купував 3 місяці",
    "churn": "хто під ризиком відтоку",
    "rfm": "RFM сегменти",
    "abc": "ABC аналіз товарів",
    "dead": "неліквід",
    "reorder": "що треба замовити",
}
CHARTS = {"course": "виручка по місяцях", "ranking": "топ 10 товарів за 2026 рік"}
TYPES = ["магазин", "мережа", "опт", "HoReCa", "інтернет"]
CITIES = ["Київ", "Львів", "Одеса", "Харків", "Дніпро", "Вінниця", "Луцьк", "Рівне", "Суми", "Полтава"]
PARTS = ["imports", "questions", "charts", "exports", "server"]


def directories(folder):
    paths = []
    for name, head, rows in [
        ("customers", "Код,Назва,Тип клієнта,Місто", ((f"C{n:04}", f"Клієнт {n}", TYPES[n % 5], CITIES[n % 10]) for n in range(5000))),
        ("products", "Артикул,Назва товару,Категорія", ((f"P{n:04}", f"Товар {n}", f"Категорія {n % 20}") for n in range(2000))),
        ("stock", "Дата,Артикул,Назва товару,Залишок,Собівартість", ((TODAY, f"P{n:04}", f"Товар {n}", n * 7 % 300, f"{n % 90 + 1}.50") for n in range(2000))),
    ]:
        path = os.path.join(folder, f"{name}.csv")
        with open(path, "w", encoding="utf-8") as out:
            out.write(head + "\n")
            out.writelines(",".join(map(str, row)) + "\n" for row in rows)
        paths.append(path)
    return paths


def generate(path, lines):
    random.seed(20261115)
    start = datetime.date(2024, 11, 16)
    days = [start + datetime.timedelta(days=n) for n in range(730)]
    prices = [random.randint(500, 90000) for _ in range(2000)]
    weights = [1 / (rank + 10) for rank in range(2000)]
    with open(path, "w", encoding="utf-8") as out:
        out.write("order_no,date,customer_code,sku,qty,price,amount,status\n")
        written = order = 0
        while written < lines:
            products = iter(random.choices(range(2000), weights, k=100_000))
            for _ in range(100_000 // 8):
                order += 1
                day = days[min(729, int(random.triangular(0, 730, 600)))]
                customer = min(4999, int(random.expovariate(1 / 900)))
                for _ in range(min(random.randint(1, 8), lines - written)):
                    product = next(products)
                    quantity = random.randint(1, 30)
                    price = prices[product]
                    amount = price * quantity
                    out.write(f"N{order:07},{day},C{customer:04},P{product:04},{quantity},{price // 100}.{price % 100:02},{amount // 100}.{amount % 100:02},done\n")
                    written += 1
                if written >= lines:
                    break


def report(name, values, unit):
    values = sorted(values)
    print(json.dumps({"figure": name, "unit": unit, "min": round(values[0], 3), "median": round(statistics.median(values), 3),
                      "max": round(values[-1], 3), "runs": len(values)}, ensure_ascii=False), flush=True)


def timed(command, **options):
    """Seconds and peak MiB of a process."""
    began = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, **options)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{command} ended with {process.returncode}")
    return time.perf_counter() - began, usage.ru_maxrss / 1024


def apart(work, *args):
    """In a process of its own: what it takes in memory would else count as the peak of every program started later."""
    child = os.fork()
    if child == 0:
        try:
            work(*args)
        except BaseException as error:
            print(error, file=sys.stderr)
            os._exit(1)
        os._exit(0)
    if os.waitpid(child, 0)[1]:
        sys.exit("the data could not be written")


def free_port():
    with socket.socket() as it:
        it.bind(("127.0.0.1", 0))
        return it.getsockname()[1]


def memory(pid):
    fields = dict(line.split(":", 1) for line in open(f"/proc/{pid}/status") if ":" in line)
    return int(fields["VmRSS"].split()[0]) / 1024


def organization(base, folder, name, store):
    command = base + store(name) + ["--data", folder]
    slug = f"bench-{os.getpid()}-{name}"
    subprocess.run(command + ["org", "create", "Bench", "--slug", slug], check=True, stdout=subprocess.DEVNULL)
    return command, slug


def imports(base, folder, name, paths, runs, store, lines):
    times, peaks = [], []
    for run in range(runs):
        command, slug = organization(base, folder, f"{name}-{run}", store)
        subprocess.run(command + ["import", "--org", slug, *paths[:-1], "--json"], check=True, stdout=subprocess.DEVNULL)
        took, peak = timed(command + ["import", "--org", slug, paths[-1], "--json"], env={**os.environ, **LIMITS})
        times.append(took)
        peaks.append(peak)
    report(f"import of {lines} lines", times, "s")
    report(f"peak memory of it", peaks, "MiB")
    return command, slug


LIMITS = {"KABINET_IMPORT_MAX_BYTES": "20000000000", "KABINET_IMPORT_MAX_UNPACKED": "20000000000", "KABINET_IMPORT_MAX_CELLS": "2000000000",
          "KABINET_IMPORT_MAX_SECONDS": "7200"}


def asked(command, slug, lines):
    text = "".join(json.dumps({**line, "as_of": TODAY}) + "\n" for line in lines)
    answers = subprocess.run(command + ["ask", "--org", slug, "--jsonl"], input=text.encode(), check=True, stdout=subprocess.PIPE)
    found = [json.loads(line) for line in answers.stdout.decode().splitlines()]
    for answer in found:
        if answer["status"] != "answered":
            sys.exit(f"not answered: {answer}")
    return found


def questions(command, slug, runs):
    for kind, key, texts in [("query", "query", QUERIES), ("question", "question", QUESTIONS)]:
        lines = [{"id": name, key: text} for name, text in texts.items() for _ in range(runs + 1)]
        took = {}
        for answer in asked(command, slug, lines):
            took.setdefault(answer["id"], []).append(answer["took_ms"])
        for name, values in took.items():
            report(f"{kind} {name}, first", values[:1], "ms")
            report(f"{kind} {name}, warm", values[1:], "ms")
        report(f"all of kind {kind}, warm", [statistics.median(it[1:]) for it in took.values()], "ms")


def charts(command, slug, folder, runs):
    path = os.path.join(folder, "chart.png")
    for name, question in CHARTS.items():
        found = asked(command, slug, [{"question": question, "chart": path}] * (runs + 1))
        report(f"chart {name}, PNG, warm", [it["picture_ms"] for it in found[1:]], "ms")
        report(f"chart {name}, size", [os.path.getsize(path) / 1000], "kB")


def exports(command, slug, folder, lines, runs):
    for what, args in [("xlsx", ["export", "--org", slug, "orders"]), ("csv", ["export", "--org", slug, "orders"]),
                       ("summary.xlsx", ["report", "--org", slug, "--period", "2024-11-16.." + TODAY])]:
        found = [timed(command + args + ["--output", os.path.join(folder, f"out.{what}")]) for _ in range(runs)]
        name = what if what.startswith("summary") else f"{lines} order lines as {what}"
        report(f"export of {name}", [it[0] for it in found], "s")
        report("peak memory of it", [it[1] for it in found], "MiB")


def server(command, runs):
    starts, idle = [], []
    for run in range(runs):
        port = free_port()
        began = time.perf_counter()
        process = subprocess.Popen(command + ["--listen", f"127.0.0.1:{port}", "serve"], stdout=subprocess.DEVNULL)
        try:
            while True:
                try:
                    urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=5).read()
                    break
                except OSError:
                    if time.perf_counter() - began > 60:
                        sys.exit("the server did not start within a minute")
                    time.sleep(0.005)
            starts.append((time.perf_counter() - began) * 1000)
            time.sleep(1)
            idle.append(memory(process.pid))
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(30)
    report("start to first answer over HTTP", starts, "ms")
    report("idle memory of serve", idle, "MiB")


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--bin", required=True)
    options.add_argument("--lines", type=int, default=1_000_000)
    options.add_argument("--runs", type=int, default=5)
    options.add_argument("--database")
    options.add_argument("--only", default=",".join(PARTS), help="of " + ",".join(PARTS))
    options = options.parse_args()
    parts = options.only.split(",")
    base = [os.path.abspath(options.bin)]
    with tempfile.TemporaryDirectory() as folder:
        store = lambda name: ["--database", options.database or f"sqlite://{folder}/{name}.db"]
        known = directories(folder)
        small, large = os.path.join(folder, "small.csv"), os.path.join(folder, "large.csv")
        apart(generate, small, 100_000)
        few = imports(base, folder, "few", known + [small], options.runs if "imports" in parts else 1, store, 100_000)
        apart(generate, large, options.lines)
        command, slug = imports(base, folder, "many", known + [large], max(1, options.runs // 2) if "imports" in parts else 1, store, options.lines)
        if "questions" in parts:
            questions(command, slug, options.runs)
        if "charts" in parts:
            charts(command, slug, folder, options.runs)
        if "exports" in parts:
            exports(*few, folder, 100_000, options.runs)
            exports(command, slug, folder, options.lines, 1)
        if "server" in parts:
            server(command, options.runs)


if __name__ == "__main__":
    main()
