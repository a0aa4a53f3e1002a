#include "ui/pages/predictor/data.h"

#include <QCoreApplication>
#include <algorithm>
#include <cmath>

#include "core/lab/word_fit.h"
#include "ui/results/view_data.h"
#include "ui/session/label_text.h"
#include "ui/session/vector_text.h"
#include "ui/widgets/format.h"

namespace orl {

namespace {

QString tr(const char* text) {
    return QCoreApplication::translate("orl::PredictorData", text);
}

QString kindTip(PredictorKind kind) {
    switch (kind) {
        case PredictorKind::Hybrid:
            return tr(
                "Retrieval and trained part, joined by weights learned on held-out training "
                "queries");
        case PredictorKind::Knn:
            return tr("Recorded scores of the k most similar training queries alone");
        case PredictorKind::Trained:
            return tr("Kernel and logistic regressions and classes of queries, without retrieval");
        default:
            return tr("The training mean of each model, whatever the query");
    }
}

std::vector<ReliabilityData::Bin> shownBins(const std::vector<ReliabilityBin>& curve) {
    std::vector<ReliabilityData::Bin> bins;
    bins.reserve(curve.size());
    for (const ReliabilityBin& bin : curve) {
        bins.push_back(
            {bin.predicted, bin.observed, bin.low, bin.high, bin.least, bin.greatest, bin.cells});
    }
    return bins;
}

}  // namespace

QString kindTitle(PredictorKind kind) {
    switch (kind) {
        case PredictorKind::Hybrid:
            return tr("hybrid");
        case PredictorKind::Knn:
            return tr("retrieval");
        case PredictorKind::Trained:
            return tr("trained");
        case PredictorKind::Prior:
            return tr("prior");
        default:
            return tr("recorded");
    }
}

PredictorKind usableKind(const std::string& predictor) {
    for (const PredictorKind kind : kPredictorKinds) {
        if (toString(kind) == predictor) return kind;
    }
    return PredictorKind::Hybrid;
}

const JudgedScores& scoresOf(const JudgedPredictor& judged, bool copies) {
    return copies || !judged.withoutCopies ? judged : *judged.withoutCopies;
}

std::vector<ScoreRow> kindRows(const PredictorView& view, const std::string& used, bool copies) {
    std::vector<ScoreRow> rows;
    for (const auto& judged : view.judged) {
        const PredictorKind kind = judged->options.kind;
        const bool inUse = toString(kind) == used;
        ScoreRow row;
        row.name = inUse ? tr("%1 (in use)").arg(kindTitle(kind)) : kindTitle(kind);
        row.tip = kindTip(kind);
        row.score = scoresOf(*judged, copies).scores.back();
        row.marked = inUse;
        rows.push_back(std::move(row));
    }
    return rows;
}

std::vector<ScoreRow> modelRows(const JudgedScores& judged) {
    std::vector<ScoreRow> rows;
    for (std::size_t j = 0; j < judged.scores.size(); ++j) {
        const bool mean = j + 1 == judged.scores.size();
        ScoreRow row;
        const QString name = labelText(judged.scores[j].model);
        row.name = mean ? tr("mean, all cells") : name.section('/', -1);
        row.tip = mean ? tr("Plain mean over models; calibration over all cells together") : name;
        row.color = mean ? -1 : static_cast<int>(j);
        row.score = judged.scores[j];
        row.competes = !mean;
        row.last = mean;
        row.marked = mean;
        rows.push_back(std::move(row));
    }
    return rows;
}

std::vector<ScoreRow> groupRows(const std::vector<GroupScore>& groups) {
    std::vector<ScoreRow> rows;
    for (const GroupScore& group : groups) {
        ScoreRow row;
        row.name = labelText(group.score.model);
        row.tip = tr("%1, %2 queries; all models together. By chance alone the calibration error "
                     "would be %3")
                      .arg(row.name, count(std::int64_t(group.queries)))
                      .arg(group.chanceEce, 0, 'f', 3);
        row.score = group.score;
        row.competes = false;
        row.off = group.miscalibrated();
        rows.push_back(std::move(row));
    }
    return rows;
}

ReliabilityData groupReliability(PredictorKind kind, const GroupScore& group,
                                 const std::vector<ReliabilityBin>& curve) {
    ReliabilityData shown;
    shown.of = labelText(group.score.model) + ", " + kindTitle(kind);
    shown.ece = group.score.ece;
    shown.bins = shownBins(curve);
    return shown;
}

ReliabilityData reliabilityData(PredictorKind kind, const JudgedScores& judged, std::size_t curve) {
    ReliabilityData shown;
    const bool pooled = curve + 1 == judged.reliability.size();
    const QString of =
        pooled ? tr("all models") : labelText(judged.scores[curve].model).section('/', -1);
    shown.of = of + ", " + kindTitle(kind);
    shown.color = pooled ? -1 : static_cast<int>(curve);
    shown.ece = judged.scores[curve].ece;
    shown.bins = shownBins(judged.reliability[curve]);
    return shown;
}

FloorData floorData(const SolveView& solve, const SweepView* sweep, const Scenario& scenario) {
    FloorData shown;
    if (scenario.constraints.mode == RoutingMode::CostUnderFloor)
        shown.alpha = scenario.constraints.qualityFloor;
    if (!sweep || sweep->inputs.experiment != solve.experiment || !solve.experiment->hasOutcomes) {
        return shown;
    }
    const auto router = std::ranges::find(sweep->inputs.routers, solve.chosen.router);
    if (router == sweep->inputs.routers.end()) return shown;
    for (const auto& point : sweep->points[std::size_t(router - sweep->inputs.routers.begin())]) {
        if (!point || !point->evaluation.feasible) continue;
        shown.points.push_back({point->alpha, point->evaluation.predictedAccuracy,
                                point->evaluation.realizedAccuracy});
    }
    return shown;
}

QString shortfallText(const FloorData& data, const SolveView& solve) {
    if (data.points.empty()) return {};
    if (solve.experiment->qualityIsRecorded) {
        return tr("Perfect foresight: the predictions are the records");
    }
    const double predicted = solve.chosen.predictedAccuracy;
    const double realized = solve.chosen.realizedAccuracy;
    if (std::isnan(predicted) || std::isnan(realized)) return {};
    return tr("Now %1 predicted, %2 realized").arg(percent(predicted), percent(realized));
}

void addBounds(FloorData& data, const FloorPath& path, const Guarantee& guarantee) {
    data.confidence = path.confidence;
    for (auto point = path.points.rbegin(); point != path.points.rend(); ++point) {
        data.bounds.push_back({point->floor, point->floor + point->residual, point->bound()});
    }
    if (guarantee.reachable) {
        data.guarantee = guarantee.alpha;
        data.internalFloor = guarantee.point.floor;
    }
}

namespace {
/// What the guarantee is about; %1: the calibration queries.
QString basisText(const GuaranteeView& view) {
    switch (view.basis) {
        case GuaranteeBasis::Split:
            return tr("for this batch, from %1 calibration queries");
        case GuaranteeBasis::CrossFit:
            return tr("for this batch as ten cross-fits predict it (%1 queries)");
        default:
            return tr("for another batch like these %1 queries");
    }
}
}  // namespace

QString guaranteeText(const Guarantee& guarantee, const GuaranteeView& view) {
    const QString used = count(std::int64_t(view.path.calibrationQueries));
    const QString queries =
        view.copies == 0
            ? used
            : tr("%1 of %2, without copies of training")
                  .arg(used, count(std::int64_t(view.path.calibrationQueries + view.copies)));
    const QString basis = basisText(view);
    const FloorPoint& point = guarantee.reachable ? guarantee.point : guarantee.largest;
    const QString margin = tr("margin %1 points").arg(point.margin * 100.0, 0, 'f', 1);
    if (guarantee.reachable) {
        return tr("Internal floor %1, %2, %3")
            .arg(percent(point.floor), margin, basis.arg(queries));
    }
    if (std::isnan(guarantee.largestGuarantee())) {
        return tr("Nothing can be guaranteed %1").arg(basis.arg(queries));
    }
    return tr("%1 is out of reach: at most %2, %3, %4")
        .arg(percent(guarantee.alpha), percentBelow(guarantee.largestGuarantee()), margin,
             basis.arg(queries));
}

/// Tasks where what is predicted does not hold, the worst first.
QString offText(const PredictorView& view) {
    const JudgedPredictor* used =
        view.of(usableKind(view.prepared->scenario.preparation.predictor));
    if (!used) return {};
    std::vector<const GroupScore*> off;
    for (const GroupScore& task : used->tasks) {
        if (task.miscalibrated()) off.push_back(&task);
    }
    if (off.empty()) return {};
    std::ranges::stable_sort(off, std::ranges::greater{},
                             [](const GroupScore* task) { return task->score.ece; });
    constexpr std::size_t kNamed = 3;
    QStringList names;
    for (std::size_t k = 0; k < std::min(kNamed, off.size()); ++k) {
        names << QStringLiteral("%1 (%2)")
                     .arg(labelText(off[k]->score.model))
                     .arg(off[k]->score.ece, 0, 'f', 2);
    }
    const QString more =
        off.size() > kNamed ? tr(" and %1 more").arg(off.size() - kNamed) : QString();
    return tr("Predictions are off within tasks: calibration error of %1%2.")
        .arg(names.join(QStringLiteral(", ")), more);
}

QString noteText(const PredictorView& view) {
    if (view.judged.empty()) return {};
    QStringList parts;
    if (view.judged.front()->scores.back().cells == 0) {
        parts << tr("The routed queries have no recorded outcomes: predictions cannot be judged.");
    } else {
        parts << tr("Measured on %1 routed queries that the fit has not seen.")
                     .arg(count(std::int64_t(view.rows.size())));
    }
    if (view.copies > 0) {
        parts << tr("%1 of them repeat a text that it has seen, and its outcome with it.")
                     .arg(count(std::int64_t(view.copies)));
    }
    if (view.prepared->crossed) {
        parts << tr("Routed by the mean of ten cross-fits; judged is the one fit on all.");
    }
    if (const QString off = offText(view); !off.isEmpty()) parts << off;
    if (view.seen > 0) {
        parts << tr("%1 more are left out, because it has learned from them.")
                     .arg(count(std::int64_t(view.seen)));
    }
    if (!view.exact) {
        parts << tr("While k = %1 is tried, the parts keep their weights for k = %2.")
                     .arg(view.neighbours)
                     .arg(view.predictor->options().neighbours);
    }
    if (const Dataset& data = *view.prepared->data; data.embeddingCount() > 0) {
        const QString used = vectorsText(*view.prepared);
        const bool words = isOfWords(data.embeddingSource);
        parts << (!used.isEmpty() ? used + '.'
                  : words         ? tr("\"Similar by\" offers the words of %1.")
                                .arg(labelText(wordsFile(data.embeddingSource)))
                          : tr("\"Similar by\" offers the vectors of %1.")
                                .arg(labelText(data.embeddingSource)));
    }
    return parts.join(' ');
}

}  // namespace orl
