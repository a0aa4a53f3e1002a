#include <fmt/format.h>

#include <cmath>
#include <ostream>

#include "core/evaluate/sweep.h"

namespace orl {
namespace {

std::string cell(double value) {
    return std::isfinite(value) ? fmt::format("{}", value) : "";
}

/// RFC 4180: quoted where the text would break the table.
std::string field(const std::string& text) {
    if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
    std::string quoted = "\"";
    for (const char c : text) {
        quoted += c;
        if (c == '"') quoted += '"';
    }
    return quoted + "\"";
}

}  // namespace

void writeSweepCsv(std::ostream& out, const std::vector<std::string>& models, SweepOver over,
                   const std::vector<SweepPoint>& points) {
    out << "router,over,value,alpha,feasible,cost,predicted_accuracy,realized_accuracy,"
           "realized_cost,bound,gap";
    for (const std::string& model : models) out << ',' << field("share_" + model);
    out << '\n';
    for (const SweepPoint& point : points) {
        const Evaluation& e = point.evaluation;
        out << fmt::format("{},{},{},{},{},{},{},{},{},{},{}", field(e.router), toString(over),
                           cell(point.value), cell(point.alpha), e.feasible, cell(e.cost),
                           cell(e.predictedAccuracy), cell(e.realizedAccuracy),
                           cell(e.realizedCost), cell(e.bound), cell(e.gap));
        for (const double share : e.share) out << ',' << cell(share);
        out << '\n';
    }
}

}  // namespace orl
