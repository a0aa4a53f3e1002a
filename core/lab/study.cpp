#include "core/lab/study.h"

#include <algorithm>
#include <bit>

#include "core/experiment/difficulty.h"

namespace orl {

namespace {

/// What of k and blend a kind does not depend on must not make it look different.
PredictorOptions asUsed(PredictorOptions options, PredictorKind kind, int neighbours,
                        double blend) {
    options.kind = kind;
    // Lengths and costs rest on neighbours even where the quality does not.
    if (kind != PredictorKind::Prior) options.neighbours = neighbours;
    if (kind == PredictorKind::Hybrid) options.blend = blend;
    return options;
}

/// As many bins as there are cells enough for: below about 80 a bin the curve is noise.
std::size_t binsFor(std::size_t cells) {
    constexpr std::size_t kCellsPerBin = 80;
    constexpr std::size_t kFewest = 5;
    return std::clamp(cells / kCellsPerBin, kFewest, kReliabilityBins);
}

/// The curve of each group that has a score, in the order of the scores.
std::vector<std::vector<ReliabilityBin>> groupCurves(const Dataset& data,
                                                     std::span<const std::size_t> rows,
                                                     const Predictions& predictions,
                                                     const ScoreGroups& groups,
                                                     std::span<const GroupScore> scores) {
    std::vector<std::vector<Eigen::Index>> members(groups.names.size());
    for (std::size_t k = 0; k < groups.group.size(); ++k) {
        members[static_cast<std::size_t>(groups.group[k])].push_back(static_cast<Eigen::Index>(k));
    }
    std::erase_if(members, [](const auto& each) { return each.empty(); });
    std::vector<std::vector<ReliabilityBin>> curves;
    curves.reserve(members.size());
    for (std::size_t g = 0; g < members.size(); ++g) {
        std::vector<std::size_t> of;
        of.reserve(members[g].size());
        for (const Eigen::Index k : members[g]) of.push_back(rows[static_cast<std::size_t>(k)]);
        Predictions part;
        part.quality = predictions.quality(members[g], Eigen::all);
        part.outputTokens = predictions.outputTokens(members[g], Eigen::all);
        part.cost = predictions.cost(members[g], Eigen::all);
        curves.push_back(reliability(data, of, part, std::nullopt, binsFor(scores[g].score.cells)));
    }
    return curves;
}

JudgedScores scoresOf(const Dataset& data, std::span<const std::size_t> rows,
                      const Predictions& predictions, const ScoreGroups& tasks,
                      const ScoreGroups& levels) {
    JudgedScores made;
    made.scores = scorePredictions(data, rows, predictions);
    made.tasks = scoreGroups(data, rows, predictions, tasks);
    made.levels = scoreGroups(data, rows, predictions, levels);
    made.taskReliability = groupCurves(data, rows, predictions, tasks, made.tasks);
    made.levelReliability = groupCurves(data, rows, predictions, levels, made.levels);
    for (std::size_t j = 0; j < data.modelCount(); ++j) {
        made.reliability.push_back(
            reliability(data, rows, predictions, j, binsFor(made.scores[j].cells)));
    }
    made.reliability.push_back(
        reliability(data, rows, predictions, std::nullopt, binsFor(made.scores.back().cells)));
    return made;
}

/// The groups of some of the rows.
ScoreGroups groupsAt(const ScoreGroups& groups, std::span<const std::size_t> positions) {
    ScoreGroups some;
    some.names = groups.names;
    if (groups.group.empty()) return some;
    some.group.reserve(positions.size());
    for (const std::size_t position : positions) some.group.push_back(groups.group[position]);
    return some;
}

std::vector<std::size_t> heldOut(const Prepared& prepared) {
    // Both in ascending order.
    const auto learned = prepared.data->rowsOfSplit(prepared.scenario.preparation.trainSplit);
    std::vector<std::size_t> rows;
    std::ranges::set_difference(prepared.rows, learned, std::back_inserter(rows));
    return rows;
}

}  // namespace

std::shared_ptr<const PredictorView> StudyEngine::judge(
    const std::shared_ptr<Store>& store, const std::shared_ptr<const Prepared>& prepared,
    int neighbours, double blend, const Job& job) {
    takeOver(store, prepared, job);
    auto view = std::make_shared<PredictorView>();
    view->prepared = prepared;
    view->predictor = m_hybrid;
    view->rows = m_rows;
    view->seen = prepared->rows.size() - m_rows.size();
    view->neighbours = neighbours;
    view->blend = blend;
    view->exact = neighbours == m_hybrid->options().neighbours;
    if (m_rows.empty()) return view;
    for (const PredictorKind kind : {PredictorKind::Hybrid, PredictorKind::Knn,
                                     PredictorKind::Trained, PredictorKind::Prior}) {
        job.check();
        view->judged.push_back(judged(kind, neighbours, blend, job));
    }
    view->copies = view->judged.front()->predictions.copies.size();
    view->tasks = m_tasks;
    view->levels = m_levels;
    view->levelsFromOutcomes = m_levelsFromOutcomes;
    return view;
}

void StudyEngine::takeOver(const std::shared_ptr<Store>& store,
                           const std::shared_ptr<const Prepared>& prepared, const Job& job) {
    if (prepared == m_prepared) return;
    m_prepared.reset();
    m_last.clear();
    m_read.reset();
    m_rows = heldOut(*prepared);
    m_tasks = m_levels = {};
    if (prepared->predictor->options().kind == PredictorKind::Hybrid) {
        m_hybrid = prepared->predictor;
    } else {
        Preparation hybrid = prepared->scenario.preparation;
        hybrid.predictor = toString(PredictorKind::Hybrid);
        m_hybrid = predictorFor(store, *prepared->data, hybrid, job);
    }
    m_prepared = prepared;
}

void StudyEngine::group(const Predictions& predictions) {
    const Dataset& data = *m_prepared->data;
    m_tasks = groupsByTask(data, m_rows);
    DifficultyLevels levels = difficultyLevels(data, m_rows, predictions);
    m_levels = {std::move(levels.level), std::move(levels.names)};
    m_levelsFromOutcomes = std::ranges::all_of(
        m_rows, [&](std::size_t row) { return data.queries[row].level.empty(); });
}

const ReadQueries& StudyEngine::readWith(int neighbours, const Job& job) {
    if (!m_read || m_read->neighbours() < neighbours) {
        // With room for a drag of k to go on.
        constexpr unsigned kFewest = 64;
        const unsigned most = std::bit_ceil(std::max(static_cast<unsigned>(neighbours), kFewest));
        m_read = m_hybrid->read(*m_prepared->data, m_rows, static_cast<int>(most), job);
    }
    return *m_read;
}

std::shared_ptr<const JudgedPredictor> StudyEngine::judged(PredictorKind kind, int neighbours,
                                                           double blend, const Job& job) {
    auto& last = m_last[kind];
    const PredictorOptions wanted = asUsed(m_hybrid->options(), kind, neighbours, blend);
    if (last && last->options.neighbours == wanted.neighbours &&
        last->options.blend == wanted.blend) {
        return last;
    }
    // k moves the lengths and costs of the trained part alone: they can wait for the end of a drag.
    const bool preview = neighbours != m_hybrid->options().neighbours;
    if (preview && last && kind == PredictorKind::Trained) return last;
    const Dataset& data = *m_prepared->data;
    auto made = std::make_shared<JudgedPredictor>();
    made->options = wanted;
    made->predictions = m_hybrid->with(kind, wanted.neighbours, wanted.blend)
                            .predict(readWith(wanted.neighbours, job), job);
    if (m_levels.names.empty()) group(made->predictions);
    static_cast<JudgedScores&>(*made) =
        scoresOf(data, m_rows, made->predictions, m_tasks, m_levels);
    const std::vector<std::size_t> others = made->predictions.withoutCopies();
    if (!others.empty() && others.size() < m_rows.size()) {
        const PredictedRows apart = heldOutOf(m_rows, made->predictions);
        made->withoutCopies = scoresOf(data, apart.rows, apart.predictions,
                                       groupsAt(m_tasks, others), groupsAt(m_levels, others));
    }
    last = std::move(made);
    return last;
}

const JudgedPredictor* PredictorView::of(PredictorKind kind) const {
    const auto found =
        std::ranges::find(judged, kind, [](const auto& each) { return each->options.kind; });
    return found == judged.end() ? nullptr : found->get();
}

std::shared_ptr<const NeighbourView> seekNeighbours(
    const std::shared_ptr<const PredictorView>& study, std::size_t position, int count) {
    const Prepared& prepared = *study->prepared;
    const auto learned = prepared.data->rowsOfSplit(prepared.scenario.preparation.trainSplit);
    auto view = std::make_shared<NeighbourView>();
    view->study = study;
    view->position = position;
    const std::size_t row = study->rows[position];
    for (const Neighbour& each : study->predictor->neighbours(*prepared.data, row, count)) {
        view->neighbours.push_back({learned[each.trainingRow], each.similarity});
    }
    return view;
}

}  // namespace orl
