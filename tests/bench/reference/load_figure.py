#!/usr/bin/env python3
"""Draws what bench_load prints: cost at equal realized accuracy, a panel for each load or order.

    build/bench/tests/bench/bench_load > load.txt
    tests/bench/reference/load_figure.py < load.txt > docs/images/load.svg
"""
import math
import re
import sys

SHOWN = {  # routers in the order of the legend, with their colours
    "online dual": "#1d4ed8",
    "willingness": "#7c3aed",
    "threshold": "#c2410c",
    "balance-aware": "#6b7280",
}
WIDTH, HEIGHT, LEFT, TOP, GAP_X, GAP_Y = 270, 190, 52, 58, 46, 62
TICKS = (0.2, 0.5, 1.0, 2.0)
LEAST, MOST = 0.15, 2.4


def read(lines):
    """[(load, [router, ...], [(accuracy, [cost or None, ...]), ...]), ...]"""
    loads = []
    for line in lines:
        if re.match(r"\d+ a second", line):
            loads.append((line.strip(), [], []))
        elif loads and line.startswith("accuracy"):
            loads[-1][1].extend(re.split(r"\s{2,}", line.strip())[1:-1])
        elif loads and (row := re.match(r"\s*(0\.\d+)\s(.*)", line)):
            cells = re.findall(r"(-|\d+\.\d+ \(\d+\.\d+ s\))(?=\s|$)", row[2])
            costs = [None if cell == "-" else float(cell.split()[0]) for cell in cells]
            loads[-1][2].append((float(row[1]), costs[: len(loads[-1][1])]))
    return loads


def x_of(accuracy, left):
    return left + (accuracy - 0.65) / (0.83 - 0.65) * WIDTH


def y_of(cost, top):
    share = (math.log(cost) - math.log(LEAST)) / (math.log(MOST) - math.log(LEAST))
    return top + (1.0 - share) * HEIGHT


def panel(load, left, top):
    name, routers, rows = load
    out = [f'<text x="{left}" y="{top - 8}" class="title">{name}</text>']
    for tick in TICKS:
        y = y_of(tick, top)
        out.append(f'<path d="M{left} {y:.1f}h{WIDTH}" class="grid"/>')
        out.append(f'<text x="{left - 6}" y="{y + 4:.1f}" class="tick" text-anchor="end">{tick:g}</text>')
    for percent in (66, 70, 74, 78, 82):
        x = x_of(percent / 100, left)
        out.append(f'<text x="{x:.1f}" y="{top + HEIGHT + 16}" class="tick" text-anchor="middle">{percent}</text>')
    for router, color in SHOWN.items():
        column = routers.index(router)
        points = [(x_of(a, left), y_of(c[column], top)) for a, c in rows if c[column] is not None]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        out.append(f'<polyline points="{path}" fill="none" stroke="{color}" stroke-width="2"/>')
        out += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.5" fill="{color}"/>' for x, y in points]
    out.append(f'<path d="M{left} {top}v{HEIGHT}h{WIDTH}" class="axis"/>')
    return out


def main():
    loads = read(sys.stdin)
    rows = (len(loads) + 2) // 3
    width = LEFT + 3 * WIDTH + 2 * GAP_X + 16
    height = TOP + rows * (HEIGHT + GAP_Y)
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}">',
        "<style>text{font:12px sans-serif;fill:#33373d}.title{font-weight:bold}.tick{fill:#6b7280;font-size:11px}"
        ".grid{stroke:#e5e7eb;fill:none}.axis{stroke:#9ca3af;fill:none}</style>",
        f'<rect width="{width}" height="{height}" fill="#fff"/>',
        f'<text x="{LEFT}" y="20">USD for 1,000 answers (log scale) at a realized accuracy of so many %</text>',
    ]
    x = LEFT + 450
    for router, color in SHOWN.items():
        out.append(f'<path d="M{x} 16h18" stroke="{color}" stroke-width="2"/><text x="{x + 24}" y="20">{router}</text>')
        x += 116
    for k, load in enumerate(loads):
        out += panel(load, LEFT + (k % 3) * (WIDTH + GAP_X), TOP + (k // 3) * (HEIGHT + GAP_Y))
    print("\n".join(out + ["</svg>"]))


main()
