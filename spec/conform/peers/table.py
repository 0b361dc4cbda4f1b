"""Prints the table of the README from the reports of a run: python3 table.py DIRECTORY"""
import json
import pathlib
import sys

NAMES = {"vsftpd": "vsftpd 3.0.3", "pure-ftpd": "Pure-FTPd 1.0.50", "pyftpdlib": "pyftpdlib 1.5.7", "proftpd": "ProFTPD 1.3.8"}

print("| | fails | warns | differences | of these flaky | requirements not offered | rows seen | commands | seconds |")
print("|---|---|---|---|---|---|---|---|---|")
for file in sorted(pathlib.Path(sys.argv[1]).rglob("*.json")):
    if file.stem not in NAMES:
        continue
    for report in json.loads(file.read_text()):
        found = [f for f in report["findings"] if not f.get("expected")]
        counts = [sum(f["verdict"] == v for f in found) for v in ("fail", "warn", "differs")]
        counts.append(sum("rate" in f for f in found))
        counts.append(sum(q["verdict"] == "not offered" for q in report["requirements"]))
        counts += [report["rows"]["seen"], f"{report['commands']:,}", round(report["seconds"])]
        print(f"| {NAMES[file.stem]} | " + " | ".join(str(c) for c in counts) + " |")
