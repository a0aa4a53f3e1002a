#include "core/predict/text_vectors.h"

#include <gtest/gtest.h>

#include <Eigen/SVD>
#include <map>

#include "core/predict/predictor.h"
#include "core/support/error.h"
#include "tests/core/predict/make_data.h"

namespace orl {
namespace {

WordVectors randomWords(std::size_t count, Eigen::Index dimension, std::uint64_t seed) {
    Random random(seed);
    WordVectors made;
    made.source = "made";
    made.vectors.resize(static_cast<Eigen::Index>(count), dimension);
    for (std::size_t k = 0; k < count; ++k) made.words.push_back("w" + std::to_string(k));
    for (Eigen::Index k = 0; k < made.vectors.size(); ++k) {
        made.vectors.data()[k] = static_cast<float>(0.4 + random.normal());
    }
    return made;
}

// Straight from the paper: Arora, Liang and Ma (2017), algorithm 1.
TEST(TextVectors, AreSmoothInverseFrequencyMeans) {
    const WordVectors words = randomWords(40, 6, 1);
    Random random(2);
    std::vector<std::string> texts;
    for (int i = 0; i < 60; ++i) {
        std::string text;
        for (int k = 0; k < 8; ++k) {
            // Common words more often, some unknown, some in capitals.
            const auto word = random.below(1 + random.below(50));
            text += (k % 3 == 0 ? ", W" : " w") + std::to_string(word);
        }
        texts.push_back(text);
    }
    const std::vector<std::string_view> views(texts.begin(), texts.end());
    const TextVectors made = TextVectors::fit(words, views);

    std::map<std::string, double> count;
    double running = 0.0;
    std::vector<std::vector<std::string>> split;
    for (const std::string& text : texts) {
        auto& own = split.emplace_back();
        for (std::size_t at = text.find_first_of("wW"); at != std::string::npos;
             at = text.find_first_of("wW", at + 1)) {
            own.push_back("w" + text.substr(at + 1, text.find_first_of(" ,", at) - at - 1));
            ++count[own.back()];
            ++running;
        }
    }
    Eigen::MatrixXd mean = Eigen::MatrixXd::Zero(60, 6);
    std::size_t found = 0;
    for (Eigen::Index i = 0; i < 60; ++i) {
        double known = 0.0;
        for (const std::string& word : split[static_cast<std::size_t>(i)]) {
            const std::size_t row = std::stoul(word.substr(1));
            if (row >= 40) continue;
            mean.row(i) += 1e-3 / (1e-3 + count[word] / running) *
                           words.vectors.row(static_cast<Eigen::Index>(row)).cast<double>();
            ++known;
            ++found;
        }
        mean.row(i) /= std::max(known, 1.0);
    }
    const Eigen::JacobiSVD<Eigen::MatrixXd> svd(mean, Eigen::ComputeThinV);
    const Eigen::VectorXd common = svd.matrixV().col(0);
    Eigen::MatrixXd expected = mean - mean * common * common.transpose();
    expected.rowwise().normalize();
    EXPECT_LT((made.of(views).cast<double>() - expected).cwiseAbs().maxCoeff(), 1e-5);
    const WordCoverage coverage = made.coverage(views);
    EXPECT_EQ(coverage.runningWords, 480U);
    EXPECT_EQ(coverage.runningFound, found);
    EXPECT_EQ(made.trained().runningFound, found);
    EXPECT_EQ(made.trained().runningWords, coverage.runningWords);
    EXPECT_EQ(made.trained().words, coverage.words);
    EXPECT_EQ(made.trained().found, coverage.found);
}

TEST(TextVectors, ATextOfUnknownWordsHasNone) {
    const WordVectors words = randomWords(5, 4, 1);
    const std::vector<std::string_view> texts = {"w0 w1", "w2 w3 w4", "w1 w1 w3"};
    const TextVectors made = TextVectors::fit(words, texts);
    const std::vector<std::string_view> asked = {"nothing of it", "", "w2, W4!"};
    const Matrix vectors = made.of(asked);
    EXPECT_TRUE(vectors.row(0).isZero(0.0F));
    EXPECT_TRUE(vectors.row(1).isZero(0.0F));
    EXPECT_NEAR(vectors.row(2).norm(), 1.0F, 1e-5F);
    const std::vector<std::string_view> unknown = {"nothing"};
    EXPECT_THROW(TextVectors::fit(words, unknown), Error);
}

/// Two meanings, each with words of its own for training and for test.
struct Synonyms {
    Dataset data;
    std::vector<std::size_t> train, test;
    WordVectors words;

    Synonyms() {
        constexpr const char* kWords[2][2] = {{"car", "automobile"}, {"cake", "pastry"}};
        words.source = "made";
        words.vectors.resize(4, 3);
        words.vectors << 1.0F, 0.1F, 0.5F, 0.95F, 0.12F, 0.5F, 0.1F, 1.0F, 0.5F, 0.12F, 0.97F, 0.5F;
        words.words = {"car", "automobile", "cake", "pastry"};
        data.name = "synonyms";
        data.models = namedModels({"drives", "bakes"});
        data.score.resize(80, 2);
        for (std::size_t i = 0; i < 80; ++i) {
            const std::size_t meaning = i % 2;
            const std::size_t held = i >= 60 ? 1 : 0;
            Query query;
            query.text = std::string(kWords[meaning][held]) + " " +
                         std::string(1 + i / 2 % 5, static_cast<char>('k' + i % 7));
            query.split = held == 1 ? "test" : "train";
            (held == 1 ? test : train).push_back(i);
            data.queries.push_back(query);
            data.score.row(static_cast<Eigen::Index>(i)) << (meaning == 0 ? 1.0 : 0.0),
                meaning == 0 ? 0.0 : 1.0;
        }
        data.cost = data.outputTokens = Grid::Constant(80, 2, kMissing);
    }
    std::vector<std::string_view> texts(const std::vector<std::size_t>& rows) const {
        std::vector<std::string_view> views;
        for (const std::size_t row : rows) views.emplace_back(data.queries[row].text);
        return views;
    }
};

TEST(WordFit, FindsWhatMeansTheSame) {
    Synonyms made;
    const auto words =
        std::make_shared<const TextVectors>(TextVectors::fit(made.words, made.texts(made.train)));
    std::vector<std::size_t> all(80);
    for (std::size_t i = 0; i < 80; ++i) all[i] = i;
    Dataset learned = made.data;
    learned.embedding = words->of(made.texts(all));
    learned.embeddingSource = "words of made";
    const Predictor fit =
        withWords(Predictor::fit(
                      learned, made.train,
                      {.kind = PredictorKind::Knn, .vectors = VectorSource::Data, .neighbours = 5}),
                  words);
    // The data to predict have no vectors: they are made of the words that the fit keeps.
    const Predictor again = Predictor::deserialize(fit.serialize());
    for (const Predictor* each : {&fit, &again}) {
        const Predictions predictions = each->predict(made.data, made.test);
        EXPECT_EQ(predictions.withoutVector, 0U);
        EXPECT_EQ(bitsOf(predictions), bitsOf(each->predict(learned, made.test)));
        for (std::size_t k = 0; k < made.test.size(); ++k) {
            const auto row = static_cast<Eigen::Index>(k);
            const Eigen::Index right = made.test[k] % 2 == 0 ? 0 : 1;
            EXPECT_GT(predictions.quality(row, right), 0.7);
            EXPECT_LT(predictions.quality(row, 1 - right), 0.3);
            for (const Neighbour& near : each->neighbours(made.data, made.test[k], 3)) {
                EXPECT_EQ(near.trainingRow % 2, made.test[k] % 2);
            }
        }
    }
    // Vectors from elsewhere, of whatever length, are not what it goes by.
    Dataset foreign = made.data;
    foreign.embedding = Embeddings::Random(80, 7);
    foreign.embeddingSource = "nomic @ host";
    EXPECT_EQ(bitsOf(fit.predict(foreign, made.test)), bitsOf(fit.predict(made.data, made.test)));
    Dataset strange = made.data;
    strange.queries[made.test[0]].text = "unheard of";
    EXPECT_EQ(fit.predict(strange, made.test).withoutVector, 1U);
    EXPECT_THROW(
        withWords(Predictor::fit(made.data, made.train, {.kind = PredictorKind::Knn}), words),
        Error);
}

// The same length says nothing: words make none of the vectors of a server.
TEST(WordFit, VectorsOfAnotherKindAreRefused) {
    Synonyms made;
    const auto fittedOn = [&](const std::string& source) {
        Dataset learned = made.data;
        learned.embedding = Embeddings::Random(80, 3);
        learned.embeddingSource = source;
        return Predictor::fit(
            learned, made.train,
            {.kind = PredictorKind::Knn, .vectors = VectorSource::Data, .neighbours = 5});
    };
    Dataset asked = made.data;
    asked.embedding = Embeddings::Random(80, 3);
    const auto predicts = [&](const Predictor& fit, const std::string& source) {
        asked.embeddingSource = source;
        try {
            fit.predict(asked, made.test);
        } catch (const Error& error) {
            EXPECT_NE(std::string(error.what()).find(source), std::string::npos) << error.what();
            return false;
        }
        return true;
    };
    const Predictor served = fittedOn("nomic @ host");
    EXPECT_TRUE(predicts(served, "nomic @ host"));
    EXPECT_TRUE(predicts(served, "column"));  // it may be the same model's: said, not refused
    EXPECT_FALSE(predicts(served, "words of a.txt (4 × 3, 1)"));
    const Predictor byWords = fittedOn("words of a.txt (4 × 3, 1)");
    EXPECT_TRUE(predicts(byWords, "words of a.txt (4 × 3, 1)"));
    EXPECT_FALSE(predicts(byWords, "words of b.txt (4 × 3, 2)"));
    EXPECT_FALSE(predicts(byWords, "nomic @ host"));
}

}  // namespace
}  // namespace orl
