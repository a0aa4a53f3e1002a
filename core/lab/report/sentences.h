#pragma once

#include <string>
#include <vector>

#include "core/lab/report/report.h"

/// The parts of a report that are sentences.
namespace orl {

/// The rule that the answer is held against: threshold routing where it has the accuracy, else the
/// strongest that has; null: none has.
const MatchedComparison* rivalOf(const ReportFindings& found);
/// USD per 1,000 queries, on the basis that rules are compared on.
double costOf(const ReportFindings& found, const Evaluation& evaluation);
double accuracyOf(const ReportFindings& found, const Evaluation& evaluation);
/// For people; the id itself if it is unknown.
std::string ruleTitle(const std::string& id);

/// "38.2–44.4 %".
std::string bandText(const Band& band);
/// "85 % realized with 90 % confidence".
std::string promiseWords(const ReportFindings& found);
/// What the record says of the plan, or why it says nothing.
std::string recordSentence(const ReportFindings& found);

std::string answerOf(const ReportFindings& found);
std::string summaryOf(const ReportRequest& request, const ReportFindings& found);
std::vector<ReportTile> tilesOf(const ReportFindings& found);
std::string rulesRemark(const ReportFindings& found);
/// Data and assumptions, method, how sure.
std::vector<ReportParagraph> foundationsOf(const ReportRequest& request,
                                           const ReportFindings& found);

}  // namespace orl
