#include "ui/pages/compare/columns.h"

#include <QCoreApplication>
#include <iterator>

#include "ui/pages/compare/model.h"

namespace orl {

namespace {

constexpr ColumnInfo kColumns[] = {
    {QT_TRANSLATE_NOOP("orl::ComparisonModel", "Router"),
     QT_TRANSLATE_NOOP("orl::ComparisonModel", "Rule that picks the model"), Better::Neither},
    {QT_TRANSLATE_NOOP("orl::ComparisonModel", "Meets\nlimits"),
     QT_TRANSLATE_NOOP(
         "orl::ComparisonModel",
         "Complete, floor or budget met on predictions, no model overloaded. Who serves only "
         "some of the queries has no cost and no accuracy beside those that serve all"),
     Better::Neither},
    {QT_TRANSLATE_NOOP("orl::ComparisonModel", "Cost,\nUSD / 1,000"),
     QT_TRANSLATE_NOOP("orl::ComparisonModel", "Predicted cost of 1,000 queries"), Better::Less},
    {QT_TRANSLATE_NOOP("orl::ComparisonModel", "Realized,\nUSD / 1,000"),
     QT_TRANSLATE_NOOP("orl::ComparisonModel", "Recorded cost of 1,000 queries"), Better::Less},
    {QT_TRANSLATE_NOOP("orl::ComparisonModel", "Accuracy,\nrealized"),
     QT_TRANSLATE_NOOP("orl::ComparisonModel", "Share of right answers in the recorded data"),
     Better::More},
    {QT_TRANSLATE_NOOP("orl::ComparisonModel", "Accuracy,\npredicted"),
     QT_TRANSLATE_NOOP("orl::ComparisonModel", "Mean predicted accuracy of the chosen models"),
     Better::More},
    {QT_TRANSLATE_NOOP("orl::ComparisonModel", "Arena\nscore"),
     QT_TRANSLATE_NOOP(
         "orl::ComparisonModel",
         "RouterArena's score of realized accuracy and cost, 0 to 1: S = 1.1 A C / (0.1 A + C), "
         "C how cheap it is on a logarithmic scale from $200 to $0.0044 per 1,000"),
     Better::More},
    {QT_TRANSLATE_NOOP("orl::ComparisonModel", "Gap\nrecovered"),
     QT_TRANSLATE_NOOP(
         "orl::ComparisonModel",
         "PGR of RouteLLM (arXiv 2406.18665): how far the realized accuracy is from the weak "
         "model's to the strong one's. Defined for a pool of two models"),
     Better::More},
    {QT_TRANSLATE_NOOP("orl::ComparisonModel", "AIQ"),
     QT_TRANSLATE_NOOP(
         "orl::ComparisonModel",
         "Average improvement in quality of RouterBench (arXiv 2403.12031): area under the hull of "
         "realized accuracy over realized cost that the router's parameter sweeps out, divided by "
         "the range of costs compared. Of the whole curve, not of this α"),
     Better::More},
    {QT_TRANSLATE_NOOP("orl::ComparisonModel", "Gap recov.,\naverage"),
     QT_TRANSLATE_NOOP(
         "orl::ComparisonModel",
         "APGR of RouteLLM (arXiv 2406.18665): mean of the gap recovered over the share of "
         "calls of the strong model, along the router's whole curve"),
     Better::More},
    {QT_TRANSLATE_NOOP("orl::ComparisonModel", "Calls for\nhalf the gap"),
     QT_TRANSLATE_NOOP(
         "orl::ComparisonModel",
         "CPT(50 %) of RouteLLM (arXiv 2406.18665): least share of calls of the strong "
         "model at which half the gap is recovered"),
     Better::Less},
    {QT_TRANSLATE_NOOP("orl::ComparisonModel", "Solver\nsaves"),
     QT_TRANSLATE_NOOP(
         "orl::ComparisonModel",
         "What the solver costs less than this router, and, where it was tuned to the solver's "
         "accuracy on other queries, how much more accurate the solver is here"),
     Better::Neither},
    {QT_TRANSLATE_NOOP("orl::ComparisonModel", "Certified\ngap"),
     QT_TRANSLATE_NOOP("orl::ComparisonModel", "No assignment is better by more than this"),
     Better::Less},
    {QT_TRANSLATE_NOOP("orl::ComparisonModel", "Para-\nmeter"),
     QT_TRANSLATE_NOOP("orl::ComparisonModel", "τ or w that the router used"), Better::Neither},
    {QT_TRANSLATE_NOOP("orl::ComparisonModel", "Over-\nload"),
     QT_TRANSLATE_NOOP("orl::ComparisonModel", "Queries above the capacities"), Better::Neither},
    {QT_TRANSLATE_NOOP("orl::ComparisonModel", "Time"),
     QT_TRANSLATE_NOOP("orl::ComparisonModel", "Time of one routing on this machine"),
     Better::Neither},
};
static_assert(std::size(kColumns) == ComparisonModel::ColumnCount);

}  // namespace

const ColumnInfo& comparisonColumn(int column) {
    return kColumns[column];
}

}  // namespace orl
