#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "core/data/import/import.h"
#include "core/support/error.h"

namespace orl {

namespace {

const char* toString(ImportRemark::Kind kind) {
    switch (kind) {
        case ImportRemark::Kind::Repaired:
            return "repaired";
        case ImportRemark::Kind::Refused:
            return "refused";
        case ImportRemark::Kind::Note:
            break;
    }
    return "note";
}

ImportRemark::Kind remarkKindFrom(const std::string& name) {
    for (const auto kind : {ImportRemark::Kind::Repaired, ImportRemark::Kind::Refused}) {
        if (name == toString(kind)) return kind;
    }
    return ImportRemark::Kind::Note;
}

std::string place(const ImportRemark& remark) {
    if (remark.line == 0) return remark.file;
    return fmt::format("{}:{}", remark.file, remark.line);
}

}  // namespace

std::string ImportReport::toJson() const {
    nlohmann::ordered_json json;
    json["format"] = format;
    json["queries"] = queries;
    json["models"] = models;
    json["outcomes"] = outcomes;
    json["missing_scores"] = missingScores;
    json["rows_missing_scores"] = rowsMissingScores;
    json["missing_costs"] = missingCosts;
    json["rows_read"] = rowsRead;
    json["rows_kept"] = rowsKept;
    json["repaired"] = repaired;
    json["refused"] = refused;
    json["splits"] = splits;
    if (!scoreScale.empty()) json["score_scale"] = scoreScale;
    if (!embeddingSource.empty()) {
        json["embedding_source"] = embeddingSource;
        json["embedding_dimension"] = embeddingDimension;
        json["embeddings"] = embeddings;
    }
    json["warnings"] = nlohmann::ordered_json::array();
    for (const ImportRemark& remark : remarks) {
        json["warnings"].push_back({{"kind", toString(remark.kind)},
                                    {"file", remark.file},
                                    {"line", remark.line},
                                    {"count", remark.count},
                                    {"what", remark.what}});
    }
    return json.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

ImportReport ImportReport::fromJson(const std::string& json) {
    try {
        const auto read = nlohmann::json::parse(json);
        ImportReport report;
        report.format = read.at("format");
        report.queries = read.at("queries");
        report.models = read.at("models");
        report.outcomes = read.at("outcomes");
        report.missingScores = read.at("missing_scores");
        report.rowsMissingScores = read.at("rows_missing_scores");
        report.missingCosts = read.at("missing_costs");
        report.rowsRead = read.at("rows_read");
        report.rowsKept = read.at("rows_kept");
        report.repaired = read.at("repaired");
        report.refused = read.at("refused");
        report.splits = read.at("splits");
        report.scoreScale = read.value("score_scale", "");
        report.embeddingSource = read.value("embedding_source", "");
        report.embeddingDimension = read.value("embedding_dimension", std::uint64_t{0});
        report.embeddings = read.value("embeddings", std::uint64_t{0});
        for (const auto& each : read.at("warnings")) {
            report.remarks.push_back({remarkKindFrom(each.at("kind")), each.at("file"),
                                      each.at("line"), each.at("what"), each.at("count")});
        }
        return report;
    } catch (const nlohmann::json::exception& e) {
        throw Error("import report", std::string("it cannot be read: ") + e.what(), "");
    }
}

std::string ImportReport::toText() const {
    std::string text = fmt::format("{}: {} rows read, {} kept, {} repaired, {} refused\n", format,
                                   rowsRead, rowsKept, repaired, refused);
    text += fmt::format("{} queries, {} models, {} recorded scores\n", queries, models, outcomes);
    text += fmt::format("{} scores missing in {} queries, {} costs unknown\n", missingScores,
                        rowsMissingScores, missingCosts);
    for (const auto& [split, count] : splits) {
        text += fmt::format("split {}: {} queries\n", split.empty() ? "(none)" : split, count);
    }
    if (!embeddingSource.empty()) {
        text += fmt::format("{} vectors of {} numbers ({})\n", embeddings, embeddingDimension,
                            embeddingSource);
    }
    for (const ImportRemark& remark : remarks) {
        const auto where = place(remark);
        text += fmt::format("{}: {}{}{}", toString(remark.kind), where, where.empty() ? "" : ": ",
                            remark.what);
        if (remark.count > 1) text += fmt::format(" ({} times)", remark.count);
        text += '\n';
    }
    return text;
}

}  // namespace orl
