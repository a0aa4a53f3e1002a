#include <fmt/format.h>

#include <cmath>
#include <ostream>

#include "core/evaluate/sweep.h"

namespace orl {
namespace {

std::string number(double value) {
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
                           number(point.value), number(point.alpha), e.feasible, number(e.cost),
                           number(e.predictedAccuracy), number(e.realizedAccuracy),
                           number(e.realizedCost), number(e.bound), number(e.gap));
        for (const double share : e.share) out << ',' << number(share);
        out << '\n';
    }
}

}  // namespace orl
