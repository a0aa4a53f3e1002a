#include "core/data/import/finish.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/data/import/mapping.h"
#include "core/data/text/utf8.h"
#include "core/support/hash.h"

namespace orl {

namespace {

using Kind = ImportRemark::Kind;

constexpr double kDisagreement = 0.05;

/// Cells whose recorded cost is off from tokens × price, where both token counts are recorded.
void remarkDisagreements(const Dataset& data, Eigen::Index column, const std::string& priceFile,
                         Remarks& remarks) {
    const ModelInfo& model = data.models[static_cast<std::size_t>(column)];
    std::uint64_t off = 0;
    std::string example;
    for (Eigen::Index i = 0; i < data.cost.rows(); ++i) {
        const auto query = static_cast<std::size_t>(i);
        const auto index = static_cast<std::size_t>(column);
        const double recorded = data.cost(i, column);
        const double priced =
            tokenCost(data.inputTokensOf(query, index), data.outputTokens(i, column), model);
        if (std::isnan(recorded) || std::isnan(priced)) continue;
        if (data.inputTokensEstimated(query, index)) continue;
        if (std::abs(recorded - priced) <= kDisagreement * std::max(recorded, priced)) continue;
        if (off++ == 0)
            example = fmt::format("recorded {:.6g}, priced {:.6g} USD", recorded, priced);
    }
    if (off > 0) {
        remarks.add(Kind::Note, priceFile, 0,
                    fmt::format("recorded costs of {} disagree with its list prices by more than "
                                "5 %; the recorded ones are kept",
                                model.name),
                    example, off);
    }
}

}  // namespace

void TaskList::add(const std::string& text, const std::string& task) {
    Fingerprint print;
    print.add(text);
    const auto [place, isNew] = m_tasks.try_emplace(print.value(), task);
    if (!isNew && place->second != task) ++m_ambiguous;
}

void TaskList::apply(Dataset& data, Remarks& remarks) const {
    if (m_tasks.empty()) return;
    std::uint64_t named = 0;
    std::uint64_t unknown = 0;
    for (Query& query : data.queries) {
        if (!query.task.empty()) continue;
        Fingerprint print;
        print.add(query.text);
        const auto found = m_tasks.find(print.value());
        if (found == m_tasks.end()) {
            ++unknown;
        } else {
            query.task = found->second;
            ++named;
        }
    }
    if (named > 0) {
        remarks.add(Kind::Note, {}, 0, "queries got their task from the task list", {}, named);
    }
    if (m_ambiguous > 0) {
        remarks.add(Kind::Note, {}, 0,
                    "texts are listed under several tasks; the first task is used", {},
                    m_ambiguous);
    }
    if (unknown > 0) {
        remarks.add(Kind::Note, {}, 0, "queries are not in the task list and have no task", {},
                    unknown);
    }
}

void applyPrices(Dataset& data, const std::map<std::string, ModelInfo>& prices,
                 const std::string& priceFile, Remarks& remarks) {
    std::vector<std::string> unpriced, halves;
    for (std::size_t j = 0; j < data.models.size(); ++j) {
        ModelInfo& model = data.models[j];
        if (const auto found = prices.find(model.name); found != prices.end()) {
            updatePrices(model, found->second);
            if (!model.priced()) halves.push_back(model.name);
        } else {
            unpriced.push_back(model.name);
        }
        if (model.priced() && !data.outputTokensEstimated) {
            remarkDisagreements(data, static_cast<Eigen::Index>(j), priceFile, remarks);
        }
    }
    if (!halves.empty()) {
        remarks.add(Kind::Note, priceFile, 0,
                    "the price list gives only one of two prices; the other is unknown",
                    listedNames(halves), halves.size());
    }
    if (unpriced.empty()) return;
    remarks.add(Kind::Note, priceFile, 0,
                priceFile.empty()
                    ? "no price list was given: prices are unknown; pass one to price tokens"
                    : "models that the price list does not name have unknown prices",
                listedNames(unpriced), unpriced.size());
}

namespace {

/// Whether each model that answered the query says how many input tokens it counted.
bool countedByAll(const Dataset& data, std::size_t query) {
    for (std::size_t j = 0; j < data.modelCount(); ++j) {
        const auto row = static_cast<Eigen::Index>(query);
        const auto column = static_cast<Eigen::Index>(j);
        const bool answered =
            !std::isnan(data.score(row, column)) || !std::isnan(data.cost(row, column));
        if (answered && std::isnan(data.recordedInputTokens(query, j))) return false;
    }
    return true;
}

}  // namespace

void estimateLengths(DatasetBuilder::Built& built, double assumed, Remarks& remarks) {
    Dataset& data = built.data;
    std::vector<bool> hasLengths = built.fileHasLengths;
    std::vector<std::uint64_t> estimated(built.files.size(), 0);
    for (std::size_t i = 0; i < data.queryCount(); ++i) {
        const auto row = static_cast<Eigen::Index>(i);
        if (!data.cost.row(row).isNaN().all() || !data.outputTokens.row(row).isNaN().all()) {
            hasLengths[built.fileOfQuery[i]] = true;
        }
        Query& query = data.queries[i];
        if (!std::isnan(query.inputTokens)) continue;
        query.inputTokens = std::ceil(static_cast<double>(codePoints(query.text)) / 4.0);
        query.inputTokensEstimated = true;
        estimated[built.fileOfQuery[i]] += countedByAll(data, i) ? 0 : 1;
    }
    std::vector<std::uint64_t> assumedCells(built.files.size(), 0);
    for (std::size_t i = 0; i < data.queryCount(); ++i) {
        const std::uint32_t file = built.fileOfQuery[i];
        if (hasLengths[file]) continue;
        for (Eigen::Index j = 0; j < data.score.cols(); ++j) {
            const auto row = static_cast<Eigen::Index>(i);
            if (std::isnan(data.score(row, j))) continue;
            data.outputTokens(row, j) = assumed;
            ++assumedCells[file];
        }
    }
    for (std::size_t k = 0; k < built.files.size(); ++k) {
        if (estimated[k] > 0) {
            remarks.add(Kind::Note, built.files[k], 0,
                        "input tokens are not recorded; estimated from the text's length at 4 "
                        "characters a token",
                        {}, estimated[k]);
        }
        if (assumedCells[k] > 0) {
            data.outputTokensEstimated = true;
            remarks.add(Kind::Note, built.files[k], 0,
                        fmt::format("ASSUMED: no costs, lengths or responses were found, so every "
                                    "answer is taken to be {} tokens long; its costs are only as "
                                    "good as that. Choose another length with the option "
                                    "assumed output tokens",
                                    assumed),
                        {}, assumedCells[k]);
        }
    }
}

void summarize(const Dataset& data, ImportReport& report, Remarks& remarks) {
    report.queries = data.queryCount();
    report.models = data.modelCount();
    for (std::size_t i = 0; i < data.queryCount(); ++i) {
        std::uint64_t missing = 0;
        for (std::size_t j = 0; j < data.modelCount(); ++j) {
            missing +=
                std::isnan(data.score(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(j)));
            report.missingCosts += std::isnan(data.realizedCost(i, j));
        }
        report.missingScores += missing;
        report.rowsMissingScores += missing > 0;
        ++report.splits[data.queries[i].split];
    }
    if (data.embedding.cols() > 0) {
        report.embeddingSource = data.embeddingSource;
        report.embeddingDimension = static_cast<std::uint64_t>(data.embedding.cols());
        report.embeddings = data.embeddingCount();
        if (report.embeddings < report.queries) {
            remarks.add(Kind::Note, {}, 0, "queries have no vector", {},
                        report.queries - report.embeddings);
        }
    }
    report.outcomes = report.queries * report.models - report.missingScores;
    if (report.missingScores > 0) {
        remarks.add(Kind::Note, {}, 0,
                    fmt::format("{} scores are missing, in {} of {} queries", report.missingScores,
                                report.rowsMissingScores, report.queries));
    }
    if (report.models == 1) {
        remarks.add(Kind::Note, {}, 0,
                    "there is only one model, so there is nothing to route between; import the "
                    "other models' files with it",
                    data.models.front().name);
    }
}

}  // namespace orl
