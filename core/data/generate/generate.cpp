#include "core/data/generate/generate.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <unordered_set>

#include <fmt/format.h>

#include "core/data/generate/pool.h"
#include "core/data/generate/text.h"
#include "core/support/error.h"
#include "core/support/hash.h"
#include "core/support/random.h"

namespace orl {
namespace {

using generate::kLevels;

constexpr double kLevelStep = 1.15;
constexpr double kItemSpread = 0.55;
constexpr double kSlope = 1.7;
constexpr double kBrokenKeys = 0.02;
constexpr double kTextFromOtherLevel = 0.2;
constexpr double kLengthSpread = 0.35;

struct Item {
    std::size_t task = 0;
    int level = 1;
};

double logistic(double x) {
    return 1.0 / (1.0 + std::exp(-x));
}

double quarterOfCharacters(const std::string& text) {
    return std::ceil(static_cast<double>(text.size()) / 4.0);
}

ModelInfo modelInfo(const generate::PoolModel& model) {
    return {std::string(model.name), model.inputPrice, model.outputPrice,
            fmt::format("{}, {}", kPriceListSource, kPriceListDate)};
}

/// Every task and level as equally often as the count allows, mixed like arriving traffic.
std::vector<Item> drawItems(std::size_t count, Random& random) {
    std::vector<Item> items(count);
    for (std::size_t i = 0; i < count; ++i) {
        items[i].task = i % generate::kTaskCount;
        items[i].level = static_cast<int>(i / generate::kTaskCount % kLevels) + 1;
    }
    random.shuffle(std::span(items));
    return items;
}

/// Pairs neighbours in the order (task, level) and sends one of each pair to either side, so the
/// halves agree to within one query in every cell.
void drawSplits(std::vector<Query>& queries, const std::vector<Item>& items, Random& random) {
    std::vector<std::size_t> order(items.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return std::pair(items[a].task, items[a].level) < std::pair(items[b].task, items[b].level);
    });
    bool firstTrains = true;
    for (std::size_t k = 0; k < order.size(); ++k) {
        if (k % 2 == 0) firstTrains = random.below(2) == 0;
        queries[order[k]].split = (k % 2 == 0) == firstTrains ? "train" : "test";
    }
}

/// Mostly the level's own wording, sometimes a neighbour's: text says much about difficulty, not
/// all. Avoids texts already taken as far as the templates last.
std::string drawText(const Item& item, std::unordered_set<std::uint64_t>& taken, Random& random) {
    std::string text;
    for (int attempt = 0; attempt < 40; ++attempt) {
        int wording = item.level;
        if (random.uniform() < kTextFromOtherLevel) wording += random.below(2) == 0 ? -1 : 1;
        text = generate::composeText(generate::taskNames()[item.task],
                                     std::clamp(wording, 1, kLevels), random);
        Fingerprint print;
        print.add(text);
        if (taken.insert(print.value()).second) break;
    }
    return text;
}

double drawScore(double chance, int draws, Random& random) {
    int right = 0;
    for (int draw = 0; draw < draws; ++draw) right += random.uniform() < chance ? 1 : 0;
    return static_cast<double>(right) / draws;
}

void drawOutcomes(Dataset& data, std::size_t row, const Item& item, Random& random) {
    const auto pool = generate::modelPool();
    const generate::TaskTraits& traits = generate::taskTraits()[item.task];
    const double difficulty =
        kLevelStep * (item.level - 3) + traits.offset + kItemSpread * random.normal();
    const bool brokenKey = random.uniform() < kBrokenKeys;
    const double growth = 1.0 + 0.3 * (item.level - 1);
    for (std::size_t j = 0; j < data.modelCount(); ++j) {
        const double advantage = pool[j].ability + pool[j].speciality[item.task] - difficulty;
        const double chance = traits.guess + (1.0 - traits.guess) * logistic(kSlope * advantage);
        const double score = drawScore(chance, traits.draws, random);
        const double length = traits.outputWords * pool[j].verbosity * growth *
                              std::exp(kLengthSpread * random.normal());
        const auto i = static_cast<Eigen::Index>(row);
        const auto column = static_cast<Eigen::Index>(j);
        data.score(i, column) = brokenKey ? 0.0 : score;
        data.outputTokens(i, column) = std::max(1.0, std::round(length));
    }
}

Dataset emptyDataset(std::string name, std::size_t queries, std::size_t models) {
    Dataset data;
    data.name = std::move(name);
    data.queries.resize(queries);
    data.models.resize(models);
    const auto rows = static_cast<Eigen::Index>(queries);
    const auto columns = static_cast<Eigen::Index>(models);
    for (Grid* grid : {&data.score, &data.cost, &data.outputTokens}) {
        *grid = Grid::Constant(rows, columns, kMissing);
    }
    return data;
}

}  // namespace

Dataset generateDataset(const GenerateOptions& options, const Job& job) {
    const auto pool = generate::modelPool();
    if (options.models < 2 || options.models > pool.size()) {
        throw Error("models", fmt::format("the generator cannot make {} models", options.models),
                    fmt::format("choose 2 to {}", pool.size()));
    }
    constexpr std::size_t kMostQueries = 1'000'000;
    if (options.queries < 1 || options.queries > kMostQueries) {
        throw Error("queries", fmt::format("the generator cannot make {} queries", options.queries),
                    fmt::format("choose 1 to {}", kMostQueries));
    }
    Dataset data = emptyDataset("bundled", options.queries, options.models);
    for (std::size_t j = 0; j < options.models; ++j) data.models[j] = modelInfo(pool[j]);

    Random random(options.seed);
    const std::vector<Item> items = drawItems(options.queries, random);
    drawSplits(data.queries, items, random);
    std::unordered_set<std::uint64_t> taken;  // fingerprints of texts
    ProgressMeter meter(job, "generating");
    for (std::size_t i = 0; i < options.queries; ++i) {
        meter.update(static_cast<double>(i) / static_cast<double>(options.queries));
        Query& query = data.queries[i];
        query.text = drawText(items[i], taken, random);
        query.task = generate::taskNames()[items[i].task];
        query.level = std::to_string(items[i].level);
        query.inputTokens = quarterOfCharacters(query.text);
        drawOutcomes(data, i, items[i], random);
    }
    return data;
}

Dataset figureOneDataset() {
    Dataset data = emptyDataset("figure1", 2, 2);
    data.models = {modelInfo(generate::modelPool()[0]), modelInfo(generate::modelPool()[1])};
    data.queries[0] = {"What is 17 plus 25?", "arithmetic", "1", "test", 5.0, false};
    data.queries[1] = {
        "From 9 coins, one of which has an unknown wrong weight, find that coin in 3 weighings on "
        "a balance and say whether it is heavier or lighter. Prove that the scheme works.",
        "arithmetic",
        "5",
        "test",
        42.0,
        false};
    data.score << 0.90, 0.98,  //
        0.15, 0.85;
    data.outputTokens << 20, 20,  //
        400, 400;
    return data;
}

}  // namespace orl
