"""Prints what the page in the README's picture needs of the reports of a run: python3 page.py DIRECTORY

The verdicts are all there, and the dialogues of those requirements that the picture has room for."""
import json
import pathlib
import sys

ROOM = 12  # requirements
SERVERS = ["vsftpd", "proftpd", "pure-ftpd", "pyftpdlib"]

reports = [json.loads((pathlib.Path(sys.argv[1]) / f"{name}.json").read_text())[0] for name in SERVERS]
failed = sorted({f["id"] for r in reports for f in r["findings"] if f["verdict"] == "fail"})
shown = set(failed[:ROOM])


def finding(f):
    kept = {k: f[k] for k in ("verdict", "id", "level", "source", "text") if k in f}
    if f["id"] in shown:
        kept |= {k: f[k] for k in ("got", "allowed", "dialogue", "repeat", "rate") if k in f}
    return kept


for r in reports:
    r["profile"], r["rows"]["names"], r["rows"]["unseen"] = [], [], []
    r["findings"] = [finding(f) for f in r["findings"]]
    r["requirements"] = [q for q in r["requirements"] if q["id"] in shown]
print("[\n" + ",\n".join(json.dumps(r, ensure_ascii=False, separators=(",", ":")) for r in reports) + "\n]")
