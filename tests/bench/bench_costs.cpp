// Predicted lengths and costs against recorded ones, on held-out queries.
//   bench_costs [../shared/data]
#include <fmt/format.h>

#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <filesystem>
#include <numeric>
#include <string>
#include <vector>

#include "core/data/import/import.h"
#include "core/predict/query_views.h"

namespace {

using namespace orl;  // NOLINT(google-build-using-namespace)

constexpr int kNeighbours = 32;

Dataset routerBench(const std::filesystem::path& data, std::uint64_t seed) {
    ImportOptions options;
    options.name = "routerbench";
    for (const char* name : {"arc_challenge_train", "mbpp_train", "winograde_train"}) {
        options.files.push_back(data / fmt::format("routerbench/{}.csv", name));
    }
    options.split = splitRuleFrom("train=0.7,test=0.3", seed);
    return importFiles(options).dataset;
}

/// Held-out errors of one grid: per model relative to its recorded mean, and totals.
struct Errors {
    double absolute = 0.0, ratio = 0.0, worstRatio = 0.0;
};

Errors errorsOf(const Grid& predicted, const Grid& recorded, const std::vector<std::size_t>& rows) {
    Errors errors;
    double predictedTotal = 0.0, recordedTotal = 0.0, models = 0.0;
    for (Eigen::Index j = 0; j < recorded.cols(); ++j) {
        double error = 0.0, truth = 0.0, guess = 0.0;
        for (std::size_t i = 0; i < rows.size(); ++i) {
            const double value = recorded(static_cast<Eigen::Index>(rows[i]), j);
            if (std::isnan(value)) continue;
            const double said = predicted(static_cast<Eigen::Index>(i), j);
            error += std::abs(said - value);
            truth += value;
            guess += said;
        }
        if (truth <= 0.0) continue;
        errors.absolute += error / truth;
        errors.worstRatio = std::max(errors.worstRatio, std::abs(guess / truth - 1.0));
        predictedTotal += guess;
        recordedTotal += truth;
        models += 1.0;
    }
    errors.absolute /= models;
    errors.ratio = predictedTotal / recordedTotal;
    return errors;
}

void benchMagnitudes(const char* what, const Dataset& data, const Grid Dataset::*grid) {
    const auto train = data.rowsOfSplit("train");
    const auto test = data.rowsOfSplit("test");
    const auto textsOf = [&](const std::vector<std::size_t>& rows) {
        std::vector<std::string_view> texts;
        for (const std::size_t row : rows) texts.emplace_back(data.queries[row].text);
        return texts;
    };
    const auto trainTexts = textsOf(train);
    const auto testTexts = textsOf(test);
    const Tfidf tfidf = Tfidf::fit(trainTexts, {});
    const SparseRows rows = tfidf.transform(trainTexts);
    const LatentSpace space = LatentSpace::fit(rows, PredictorOptions{}.components, 1);
    const Matrix latent = space.project(rows);
    const Matrix testLatent = space.project(tfidf.transform(testTexts));
    const Matrix unseen = space.projectTraining(rows);
    const NeighbourIndex index(latent);
    std::vector<std::size_t> itself(train.size());
    std::iota(itself.begin(), itself.end(), std::size_t{0});
    const auto neighbours = index.nearest(unseen, kNeighbours, itself);
    const auto found = index.nearest(testLatent, kNeighbours);
    const Matrix features = magnitudeFeatures(unseen, trainTexts);
    const Matrix testFeatures = magnitudeFeatures(testLatent, testTexts);
    Grid recorded(static_cast<Eigen::Index>(train.size()), (data.*grid).cols());
    for (std::size_t i = 0; i < train.size(); ++i) {
        recorded.row(static_cast<Eigen::Index>(i)) =
            (data.*grid).row(static_cast<Eigen::Index>(train[i]));
    }
    Grid means = Grid::Zero(static_cast<Eigen::Index>(test.size()), recorded.cols());
    for (Eigen::Index j = 0; j < recorded.cols(); ++j) {
        const auto known = !recorded.col(j).isNaN();
        means.col(j).setConstant(known.select(recorded.col(j), 0.0).sum() /
                                 static_cast<double>(known.count()));
    }
    const auto print = [&](const char* way, const Grid& predicted) {
        const Errors errors = errorsOf(predicted, data.*grid, test);
        fmt::print("{:<22} {:<10} {:>9.4f} {:>10.4f} {:>12.4f}\n", what, way, errors.absolute,
                   errors.ratio, errors.worstRatio);
    };
    using Way = MagnitudeModel::Way;
    const auto predictedBy = [&](std::optional<Way> only) {
        return MagnitudeModel::fit(recorded, neighbours, features, only)
            .predict(found, testFeatures);
    };
    print("mean", means);
    print("log", predictedBy(Way::Log));
    print("buckets", predictedBy(Way::Buckets));
    print("kept", predictedBy({}));
}

void benchCosts(const std::filesystem::path& data) {
    fmt::print(
        "\nheld-out error / recorded mean (mean over models), predicted / recorded total, "
        "and the worst model's distance of it from 1\n{:<22} {:<10} {:>9} {:>10} {:>12}\n",
        "data", "way", "MAE/mean", "total", "worst model");
    for (const std::uint64_t seed : {1, 2, 3}) {
        const Dataset bench = routerBench(data, seed);
        benchMagnitudes("routerbench cost", bench, &Dataset::cost);
        benchMagnitudes("routerbench tokens", bench, &Dataset::outputTokens);
        ImportOptions options;
        options.name = "gsm8k";
        options.files = {data / "routellm/gsm8k_responses.csv"};
        options.split = splitRuleFrom("train=0.7,test=0.3", seed);
        benchMagnitudes("routellm gsm8k tokens", importFiles(options).dataset,
                        &Dataset::outputTokens);
    }
    ImportOptions options;
    options.name = "bundled";
    options.files = {std::filesystem::path(ORL_SOURCE_DIR) / "datasets/bundled.jsonl"};
    benchMagnitudes("bundled tokens", importFiles(options).dataset, &Dataset::outputTokens);
}

}  // namespace

int main(int argc, char** argv) {
    benchCosts(argc > 1 ? argv[1] : ORL_SOURCE_DIR "/../shared/data");
    return 0;
}
