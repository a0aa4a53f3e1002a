#pragma once

#include <QString>
#include <QStringList>

#include "core/lab/load_query.h"
#include "core/lab/run_replay.h"

namespace orl {

struct LoadView;

/// A moment of a run as people read it: "1:12", of a short one "3.4 s".
/// @param length of the whole run, seconds, which decides the form
QString clockText(double seconds, double length);
/// A stretch of time: "0.4 s", "3.1 s", "2:05"; "–" for NaN.
QString secondsText(double seconds);
/// A rate: "14 / s", "0.25 / s", "3.2 / min".
QString rateText(double perSecond);
/// USD with the digits that a run's differences need.
QString costText(double usd);

/// "Threshold 79 %", "Online dual": the router of a run with its parameter.
QString runTitle(const LoadView& view, std::size_t run);
/// The same without its parameter, for labels.
QString runName(const LoadView& view, std::size_t run);
/// Name of a model of the runs.
QString runModelName(const LoadView& view, std::size_t model);
/// Who waits longest and why, or who holds the strongest slots, in a sentence: in several lengths,
/// the longest first, for lanes of any width.
QStringList laneSentences(const LoadView& view, std::size_t run, const RunCursor& cursor);
/// Under which rule the query went where it is, in a sentence.
QString whyThere(const LoadView& view, std::size_t run, const LoadQuery& query);
/// Where it is at that moment, and since when.
QString whereIs(const LoadView& view, const LoadQuery& query, double time);
/// Of the data, or of the paper's two.
QString loadQueryText(const LoadView& view, std::uint32_t row);

}  // namespace orl
