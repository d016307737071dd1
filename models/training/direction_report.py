"""REPORT.md of a direction model."""

from . import report


def direction_report(name, tiers, what, tuning_table, results, rounds):
    metrics = results["metrics"]
    gain = metrics["gain"]
    class_rows = [
        (forecast, report.number(each["rps"], 5), report.number(each["hit_rate"]))
        for forecast, each in metrics["classes"].items()
    ]
    sign_rows = [
        (
            forecast,
            report.number(each["auc"]),
            report.number(each["hit_rate"]),
            report.number(each["basis_points_per_hour_before_fees"], 2),
        )
        for forecast, each in metrics["sign"].items()
    ]
    calibration = "\n\n".join(
        f"**{outcome}**: expected calibration error {metrics['calibration_error'][outcome]:.4f}\n\n"
        + report.reliability_table(rows)
        for outcome, rows in results["reliability"].items()
    )
    against_climatology = report.verdict(
        gain["rps_over_climatology"],
        better="The interval excludes zero: the model beats climatology.",
        worse="The interval excludes zero: the model is WORSE than climatology.",
    )
    from_direction = report.verdict(
        gain["rps_over_model_up_and_down_made_equal"],
        better="The interval excludes zero: there is some knowledge of up and down, and it is small.",
        worse="The interval excludes zero: what the model says about up and down makes it WORSE.",
    )
    volatility_gain = gain["rps_over_climatology"]["value"] - gain["rps_over_model_up_and_down_made_equal"]["value"]
    return f"""# {name}

Predicts down, hold or up for the next hour of BTCUSDT. Kind `direction`, for {" and ".join(tiers)} nodes.
{what}

A round is hold when |ln(close / open)| of its hour is at most 0.4307 σ, with σ the deviation of the 168 hourly log
returns known when the round was published.

{report.periods(rounds)}
All figures below are of the test rounds. Brackets are 95 % intervals: 2 000 resamples of whole weeks, seeded (500 for
AUC).

## The three classes

{report.table(("forecast", "RPS", "most likely class is right"), class_rows)}

RPS is the ranked probability score, 0 to 1, lower is better. Climatology is the network's base rate: the frequencies
of the last 720 settled rounds, one added to each class. Persistence and "against the last return" are the class
frequencies of the training years given the last hour's class and given the sign of its return.

RPS gained over climatology: {report.number(gain['rps_over_climatology'], 5)}. {against_climatology}

**Where the gain comes from**: {volatility_gain:.5f} of it remains when up and down are made equally likely, that is,
it comes from knowing how much the market will move (hold or not) and not where to. What the model says about up and
down adds {report.number(gain['rps_over_model_up_and_down_made_equal'], 5)}. {from_direction}

## Up or down

{report.table(("forecast", "AUC", "sign is right", "basis points per hour, before fees"), sign_rows)}

AUC says how often an hour that rose was ranked above one that fell; 0.5 is no skill. The last column is the mean log
return of following the sign every hour, without any cost; one side of a trade costs about 10 basis points at the
exchange, so **none of these forecasts earns its fees**. "Against the last return" is one line of code: read the model
beside it.

## Calibration

{calibration}

## Size

{tuning_table}

## Limits

One market, one exchange, one interval. The direction of the next hour is almost unpredictable from past candles; do
not trade on these probabilities. Their use here is an honest, calibrated stream for the network to score.
"""
