"""REPORT.md of a log-range model."""

from . import report


def range_report(results, tried, rounds):
    metrics = results["metrics"]
    gain = metrics["gain"]
    point_rows = [
        (name, *(report.number(each[key]) for key in ("r2", "r2_of_logarithm")), report.number(each["mean_absolute_error"], 5))
        for name, each in metrics["point"].items()
    ]
    class_rows = [
        (name, report.number(each["rps"]), report.number(each["hit_rate"]))
        for name, each in metrics["classes"].items()
    ]
    tuning_rows = [(depth, count, f"{loss:.5f}") for depth, count, loss in tried]
    calibration = "\n\n".join(
        f"**{name}**: expected calibration error {metrics['calibration_error'][name]:.4f}\n\n"
        + report.reliability_table(rows)
        for name, rows in results["reliability"].items()
    )
    coverage = [(f"{share} %", f"{100 * seen:.1f} %") for share, seen in metrics["error_below_quantile"].items()]
    against_last = report.verdict(
        min(gain["r2_over_last_hour"], gain["r2_of_logarithm_over_last_hour"], key=lambda each: each["low"]),
        better="The intervals exclude zero: the model is better than the last hour's range.",
        worse="An interval excludes zero: the model is WORSE than the last hour's range.",
    )
    against_climatology = report.verdict(
        gain["rps_over_climatology"],
        better="The interval excludes zero: the model beats climatology.",
        worse="The interval excludes zero: the model is WORSE than climatology.",
    )
    return f"""# btc-1h-range

Predicts the log range ln(high / low) of the next hour of BTCUSDT. Kind `regime`, tier guardian.

{report.periods(rounds)}
All figures below are of the test rounds. Brackets are 95 % intervals: 2 000 resamples of whole weeks, seeded.

## The predicted range

{report.table(("forecast", "R²", "R² of the logarithm", "mean absolute error"), point_rows)}

R² is on ln(high / low) itself, which a few violent hours decide. "Of the logarithm" is R² on ln(ln(high / low)), which
weighs calm and wild hours alike; each forecast is freed there of the mean error that its logarithm had in 2022.

R² gained over the last hour's range (persistence): {report.number(gain['r2_over_last_hour'])}, of the logarithm
{report.number(gain['r2_of_logarithm_over_last_hour'])}. {against_last}

## Calm, normal, wild

A round's thresholds are the 1/3 and 2/3 quantiles of the 720 log ranges known when it was published. Probabilities
come from the prediction and the distribution of its errors in 2022 (`residualQuantilesE9` in `config.json`); the other
forecasts get the distribution of their own errors. Climatology is the network's base rate: the frequencies of the
last 720 settled rounds, one added to each class. RPS is the ranked probability score, 0 to 1, lower is better.

{report.table(("forecast", "RPS", "most likely class is right"), class_rows)}

RPS gained over climatology: {report.number(gain['rps_over_climatology'])}; over the last hour's range:
{report.number(gain['rps_over_last_hour'])}; over the linear part of the model alone:
{report.number(gain['rps_over_linear'])}. {against_climatology}

## Calibration

{calibration}

Share of test rounds whose error lies below a quantile of the 2022 errors:

{report.table(("quantile", "observed"), coverage)}

## Size

The loss is the squared error of the logarithm in 2022; 20 to 300 trees were tried at each depth.

{report.table(("depth", "best number of trees", "loss in 2022"), tuning_rows)}

## Limits

One market, one exchange, one interval. Ranges of this market have shrunk for years; thresholds and base rates adapt
within 30 days, the model and its error distribution do not. How wide an hour will be says nothing about its direction.
"""
