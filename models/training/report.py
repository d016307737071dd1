"""Markdown of the reports."""


def periods(rounds):
    """Says which rounds taught, sized and tested a model."""
    counts = [f"{int(rows.sum()):,}".replace(",", " ") for rows in (rounds.is_training, rounds.is_tuning, rounds.is_test)]
    return table(
        ("rounds", "number", "closes of the candle before the round"),
        [
            ("training", counts[0], "2017-08 … 2021-12"),
            ("size of the model", counts[1], "2022"),
            ("test, once", counts[2], "2023-01 … 2024-04"),
        ],
    ) + "\n"


def table(header, rows):
    lines = [header, ["---"] + ["--:"] * (len(header) - 1), *rows]
    return "\n".join("| " + " | ".join(str(cell) for cell in line) + " |" for line in lines)


def number(figure, digits=4):
    """0.4312, or with its interval 0.4312 (0.4200 … 0.4420)."""
    if not isinstance(figure, dict):
        return f"{figure:.{digits}f}"
    return f"{figure['value']:.{digits}f} ({figure['low']:.{digits}f} … {figure['high']:.{digits}f})"


def reliability_table(rows):
    cells = [(f"{low:.1f}–{low + 0.1:.1f}", count, f"{mean:.3f}", f"{seen:.3f}") for low, count, mean, seen in rows]
    return table(["forecast", "rounds", "mean forecast", "observed"], cells)


def verdict(difference, *, better, worse):
    """Says in words whether an interval of a gain excludes zero."""
    if difference["low"] > 0:
        return better
    if difference["high"] < 0:
        return worse
    return "The interval includes zero: no difference is shown."
