#!/usr/bin/env python3
"""Measures the real binary as a whole process. Standard library only.

  python3 benches/run.py --bin target/release/kabinet [--lines 1000000] [--runs 5] [--database postgres://…]

Makes a seeded file of order lines (5,000 customers, 2,000 products, two years, about 4.7 lines an order), then prints one
JSON object a figure with minimum, median and maximum over the runs: import of 100,000 lines and of --lines, a month's revenue
and a top 10 asked in words (inside the process, warm), start-up to the first page, idle memory. Figures are for comparing two builds
on one machine in one sitting, never for tests.
"""
import argparse, datetime, json, os, random, signal, socket, statistics, subprocess, sys, tempfile, time, urllib.request

QUESTIONS = {"month": "виручка за жовтень 2026", "top": "топ 10 товарів за третій квартал 2026", "series": "виручка по місяцях за 2026 рік",
             "inactive": "хто не купував 3 місяці"}


def generate(path, lines):
    random.seed(20261115)
    start = datetime.date(2024, 11, 16)
    prices = [random.randint(500, 90000) for _ in range(2000)]
    weights = [1 / (rank + 10) for rank in range(2000)]
    products = random.choices(range(2000), weights, k=lines)
    with open(path, "w", encoding="utf-8") as out:
        out.write("order_no,date,customer_code,sku,qty,price,amount,status\n")
        written = order = 0
        while written < lines:
            order += 1
            day = start + datetime.timedelta(days=min(729, int(random.triangular(0, 730, 600))))
            customer = min(4999, int(random.expovariate(1 / 900)))
            for _ in range(min(random.randint(1, 8), lines - written)):
                product = products[written]
                quantity = random.randint(1, 30)
                price = prices[product]
                amount = price * quantity
                out.write(f"N{order:07},{day},C{customer:04},P{product:04},{quantity},{price // 100}.{price % 100:02},{amount // 100}.{amount % 100:02},done\n")
                written += 1


def report(name, values, unit):
    values = sorted(values)
    print(json.dumps({"figure": name, "unit": unit, "min": round(values[0], 2), "median": round(statistics.median(values), 2),
                      "max": round(values[-1], 2), "runs": len(values)}), flush=True)


def timed(command, **options):
    began = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, **options)
    return time.perf_counter() - began


def free_port():
    with socket.socket() as it:
        it.bind(("127.0.0.1", 0))
        return it.getsockname()[1]


def memory(pid):
    fields = dict(line.split(":", 1) for line in open(f"/proc/{pid}/status") if ":" in line)
    return int(fields["VmRSS"].split()[0]) / 1024, int(fields["VmHWM"].split()[0]) / 1024


def imports(base, folder, name, path, runs, store):
    times = []
    for run in range(runs):
        command = base + store(f"{name}-{run}") + ["--data", folder]
        slug = f"bench-{os.getpid()}-{name}-{run}"
        subprocess.run(command + ["org", "create", "Bench", "--slug", slug], check=True, stdout=subprocess.DEVNULL)
        times.append(timed(command + ["import", "--org", slug, path, "--json"]))
    report(f"import of {name} lines", times, "s")
    return command, slug


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--bin", required=True)
    options.add_argument("--lines", type=int, default=1_000_000)
    options.add_argument("--runs", type=int, default=5)
    options.add_argument("--database")
    options = options.parse_args()
    base = [os.path.abspath(options.bin)]
    with tempfile.TemporaryDirectory() as folder:
        store = lambda name: ["--database", options.database or f"sqlite://{folder}/{name}.db"]
        small, large = os.path.join(folder, "small.csv"), os.path.join(folder, "large.csv")
        generate(small, 100_000)
        imports(base, folder, "100000", small, options.runs, store)
        generate(large, options.lines)
        command, slug = imports(base, folder, str(options.lines), large, max(1, options.runs // 2), store)
        asked = "".join(json.dumps({"id": name, "question": question, "as_of": "2026-11-15"}) + "\n"
                        for _ in range(options.runs + 1) for name, question in QUESTIONS.items())
        answers = subprocess.run(command + ["ask", "--org", slug, "--jsonl"], input=asked.encode(), check=True, stdout=subprocess.PIPE)
        took = {}
        for line in answers.stdout.decode().splitlines():
            answer = json.loads(line)
            if answer["status"] != "answered":
                sys.exit(f"not answered: {answer}")
            took.setdefault(answer["id"], []).append(answer["took_ms"])
        for name, values in took.items():
            report(f"question {name} on {options.lines} lines, with its picture", values[1:], "ms")
        starts, idle = [], []
        for run in range(options.runs):
            port = free_port()
            began = time.perf_counter()
            server = subprocess.Popen(command + ["--listen", f"127.0.0.1:{port}", "serve"], stdout=subprocess.DEVNULL)
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
                idle.append(memory(server.pid)[0])
            finally:
                server.send_signal(signal.SIGTERM)
                server.wait(30)
        report("start to first answer over HTTP", starts, "ms")
        report("idle memory of serve", idle, "MiB")


if __name__ == "__main__":
    main()
