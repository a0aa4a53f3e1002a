// Vectors of words in a workspace: given, kept through what happens to the data, and taken away.
#include "core/lab/word_fit.h"

#include <algorithm>
#include <set>

#include "core/lab/ask.h"
#include "core/lab/bundle.h"
#include "core/lab/datasets.h"
#include "core/lab/importing.h"
#include "core/lab/prediction.h"
#include "core/predict/fit_store.h"
#include "core/predict/word_store.h"
#include "core/support/random.h"
#include "lab_support.h"

namespace orl::testing {
namespace {

std::vector<std::string_view> textsOf(const Dataset& data) {
    std::vector<std::string_view> texts;
    for (const Query& query : data.queries) texts.emplace_back(query.text);
    return texts;
}

bool sameBits(const Embeddings& one, const Embeddings& other) {
    return one.rows() == other.rows() && one.cols() == other.cols() &&
           std::equal(one.data(), one.data() + one.size(), other.data(), [](float a, float b) {
               return std::bit_cast<std::uint32_t>(a) == std::bit_cast<std::uint32_t>(b);
           });
}

class WordFit : public LabTest {
  protected:
    WordFit() : m_store(store()) { m_file = vectorFile("v.txt", 6, 1); }

    /// Random vectors of two in three words of the data, and of one that they lack.
    std::filesystem::path vectorFile(const std::string& name, int dimensions, std::uint64_t seed) {
        const Dataset data = stored();
        const auto texts = textsOf(data);
        const auto words = wordsIn(texts);
        const std::set<std::string> sorted(words.begin(), words.end());
        Random random(seed);
        std::ofstream out(path(name));
        const auto write = [&](const std::string& word) {
            out << word;
            for (int d = 0; d < dimensions; ++d) out << ' ' << random.normal();
            out << '\n';
        };
        write("zeppelin");
        std::size_t k = 0;
        for (const std::string& word : sorted) {
            if (k++ % 3 != 0) write(word);
        }
        return path(name);
    }
    Dataset stored(const std::string& name = "small") const {
        return m_store->workspace.loadDataset(name);
    }
    FoundWords give() {
        Dataset data = stored();
        const FoundWords found = findWords(data, data.rowsOfSplit("train"), m_file, {});
        giveWords(m_store->workspace, data, found, {});
        return found;
    }
    static Scenario byWords() {
        Scenario made = scenario("knn");
        made.preparation.embedding = "data";
        made.preparation.neighbours = 5;
        return made;
    }
    void expectVectorsOf(const TextVectors& words, const Dataset& data) {
        EXPECT_TRUE(isOfWords(data.embeddingSource));
        EXPECT_TRUE(sameBits(data.embedding, words.vectorsOf(textsOf(data))));
        EXPECT_GT(data.embeddingCount(), data.queryCount() / 2);
        EXPECT_NE(wordsBehind(m_store->workspace, data), nullptr);
    }

    std::shared_ptr<Store> m_store;
    std::filesystem::path m_file;
};

TEST_F(WordFit, LookingIntoAFileChangesNothing) {
    const Dataset data = stored();
    const FoundWords found = findWords(data, data.rowsOfSplit("train"), m_file, {});
    EXPECT_EQ(found.format, "GloVe text");
    EXPECT_EQ(found.source.find("words of v.txt ("), 0U);
    EXPECT_EQ(wordsFile(found.source), "v.txt");
    EXPECT_EQ(found.words->dimensions(), 6);
    EXPECT_GT(found.training().found, 0U);
    EXPECT_LT(found.training().found, found.training().words);
    EXPECT_EQ(stored().embeddingCount(), 0U);
    EXPECT_FALSE(storedWords(m_store->workspace, "small"));
    give();
    EXPECT_EQ(stored().embeddingCount(), found.vectors);
    expectVectorsOf(*found.words, stored());
}

TEST_F(WordFit, WordsThatTellNothingApartAreRefusedAndTheOldOnesStay) {
    give();
    const Dataset before = stored();
    const auto words = wordsIn(textsOf(before));
    for (const char* vector : {" 0 0 0\n", " 1 2 3\n", " 0.5\n"}) {
        {
            std::ofstream out(path("dull.txt"));
            for (const std::string& word : words) out << word << vector;
        }
        EXPECT_THROW(findWords(before, before.rowsOfSplit("train"), path("dull.txt"), {}), Error)
            << vector;
        EXPECT_TRUE(sameBits(stored().embedding, before.embedding));
    }
}

TEST_F(WordFit, FitsMadeAnewKeepTheWords) {
    const FoundWords found = give();
    std::filesystem::remove(m_file);
    Scenario asked = byWords();
    std::shared_ptr<const Prepared> prepared;
    const auto expectWords = [&] {
        prepared = prepare(m_store, prepared, asked, {});
        EXPECT_EQ(prepared->predictor->embeddingSource(), found.source);
        ASSERT_NE(wordsOf(*prepared->predictor), nullptr);
        EXPECT_EQ(wordsOf(*prepared->predictor)->trained().found, found.training().found);
        // A text of nobody's, by a word that the data lack.
        Dataset strange = generateDataset({1, 5, 3});
        strange.queries[0].text = "Zeppelin";
        const std::vector<std::size_t> row = {0};
        EXPECT_EQ(prepared->predictor->predict(strange, row).withoutVector, 0U);
    };
    expectWords();
    asked.preparation.neighbours = 7;
    expectWords();
    asked.preparation.trainSplit = "test";
    asked.preparation.testSplit = "train";
    expectWords();
    asked.preparation.trainSplit = "train";
    asked.preparation.testSplit = "test";
    expectWords();
    prepared.reset();  // as after opening the workspace again
    expectWords();
    asked.preparation.predictor = "prior";
    EXPECT_EQ(wordsOf(*prepare(m_store, nullptr, asked, {})->predictor), nullptr);
    asked = byWords();
    asked.preparation.embedding = "built-in";
    EXPECT_EQ(wordsOf(*prepare(m_store, nullptr, asked, {})->predictor), nullptr);
    // What was fitted in between has not made them forgotten.
    asked = byWords();
    asked.preparation.neighbours = 9;
    expectWords();
}

TEST_F(WordFit, AFitThatIsKeptWithoutItsWordsGetsThem) {
    const FoundWords found = give();
    const Dataset data = stored();
    const PredictorOptions options{
        .kind = PredictorKind::Knn, .vectors = VectorSource::Data, .neighbours = 5};
    storeFit(m_store->workspace, data, "train",
             Predictor::fit(data, data.rowsOfSplit("train"), options));
    EXPECT_NE(wordsOf(latestFitOf(m_store->workspace, "small", "knn", {}).predictor), nullptr);
    const auto prepared = prepare(m_store, nullptr, byWords(), {});
    EXPECT_NE(wordsOf(*prepared->predictor), nullptr);
}

TEST_F(WordFit, ChangedDataKeepTheWords) {
    const FoundWords found = give();
    const auto fit = [&](const std::string& name) {
        const Dataset data = stored(name);
        const PredictorOptions options{
            .kind = PredictorKind::Knn, .vectors = VectorSource::Data, .neighbours = 5};
        const Predictor made = withWordsBehind(
            Predictor::fit(data, data.rowsOfSplit("train"), options), m_store->workspace, data);
        storeFit(m_store->workspace, data, "train", made);
    };
    fit("small");
    // More queries, of a split of their own.
    ImportResult more;
    more.dataset = generateDataset({60, 5, 9});
    more.dataset.name = "small";
    for (Query& query : more.dataset.queries) query.split = "later";
    const Dataset added = storeImport(m_store->workspace, more, IfKnown::AddSplits, {});
    EXPECT_EQ(added.queryCount(), 300U);
    expectVectorsOf(*found.words, added);
    expectVectorsOf(*found.words, stored());
    EXPECT_NO_THROW(latestFitOf(m_store->workspace, "small", "knn", {}));
    // Another name.
    renameDataset(m_store->workspace, "small", "renamed", {});
    expectVectorsOf(*found.words, stored("renamed"));
    EXPECT_FALSE(storedWords(m_store->workspace, "small"));
    // Other splits.
    SplitRule rule;
    rule.kind = SplitRule::Kind::Shares;
    rule.shares = {{"train", 0.5}, {"test", 0.5}};
    dealSplits(m_store->workspace, "renamed", rule, {});
    expectVectorsOf(*found.words, stored("renamed"));
    // All queries others.
    ImportResult others;
    others.dataset = generateDataset({80, 5, 11});
    others.dataset.name = "renamed";
    storeImport(m_store->workspace, others, IfKnown::ReplaceAll, {});
    EXPECT_EQ(stored("renamed").queryCount(), 80U);
    expectVectorsOf(*found.words, stored("renamed"));
}

TEST_F(WordFit, AnImportOfTheSameQueriesNeedsNoNewFit) {
    give();
    const auto before = prepare(m_store, nullptr, byWords(), {});
    ImportResult again;
    again.dataset = generateDataset({240, 5, 3});
    again.dataset.name = "small";
    storeImport(m_store->workspace, again, IfKnown::ReplaceAll, {});
    EXPECT_NO_THROW(latestFitOf(m_store->workspace, "small", "knn", {}));
}

TEST_F(WordFit, VectorsFromElsewhereTakeTheirPlace) {
    give();
    ImportResult others;
    others.dataset = generateDataset({240, 5, 3});
    others.dataset.name = "small";
    others.dataset.embedding = Embeddings::Random(240, 4);
    others.dataset.embeddingSource = "column";
    const Dataset data = storeImport(m_store->workspace, others, IfKnown::ReplaceAll, {});
    EXPECT_EQ(data.embeddingSource, "column");
    EXPECT_FALSE(storedWords(m_store->workspace, "small"));
    EXPECT_THROW(give(), Error);
    EXPECT_EQ(stored().embeddingSource, "column");
}

TEST_F(WordFit, VectorsOfAServerAreNotFilledUpWithThoseOfWords) {
    give();
    Embeddings served = Embeddings::Random(240, 6);
    served.row(3).setConstant(std::numeric_limits<float>::quiet_NaN());
    m_store->workspace.saveEmbeddings("small", "nomic @ host", served);
    EXPECT_EQ(wordsBehind(m_store->workspace, stored()), nullptr);
    renameDataset(m_store->workspace, "small", "renamed", {});
    EXPECT_EQ(stored("renamed").embeddingCount(), 239U);
    EXPECT_EQ(stored("renamed").embeddingSource, "nomic @ host");
}

TEST_F(WordFit, VectorsOfTwoKindsAreNotMixed) {
    give();
    ImportResult more;
    more.dataset = generateDataset({60, 5, 9});
    more.dataset.name = "small";
    for (Query& query : more.dataset.queries) query.split = "later";
    more.dataset.embedding = Embeddings::Random(60, 6);  // as long as those of the words
    more.dataset.embeddingSource = "column";
    try {
        storeImport(m_store->workspace, more, IfKnown::AddSplits, {});
        ADD_FAILURE() << "they were mixed";
    } catch (const Error& error) {
        EXPECT_NE(error.problem().find("made of words"), std::string::npos) << error.what();
    }
    EXPECT_EQ(stored().queryCount(), 240U);
    EXPECT_NE(wordsBehind(m_store->workspace, stored()), nullptr);
}

TEST_F(WordFit, AnotherFileTakesThePlaceOfTheFirst) {
    give();
    m_file = vectorFile("w.txt", 3, 2);
    const FoundWords found = give();
    EXPECT_EQ(stored().embedding.cols(), 3);
    expectVectorsOf(*found.words, stored());
}

TEST_F(WordFit, TheyCanBeTakenAway) {
    EXPECT_THROW(takeWords(m_store->workspace, "small", {}), Error);
    give();
    takeWords(m_store->workspace, "small", {});
    EXPECT_EQ(stored().embeddingCount(), 0U);
    EXPECT_TRUE(stored().embeddingSource.empty());
    EXPECT_FALSE(storedWords(m_store->workspace, "small"));
    // A scenario that asks for them goes by the texts.
    const auto prepared = prepare(m_store, nullptr, byWords(), {});
    EXPECT_EQ(prepared->scenario.preparation.embedding, "built-in");
    m_store->workspace.saveEmbeddings("small", "nomic @ host", Embeddings::Random(240, 6));
    EXPECT_THROW(takeWords(m_store->workspace, "small", {}), Error);
    EXPECT_EQ(stored().embeddingCount(), 240U);
}

TEST_F(WordFit, WhatIsStoppedHasChangedNothing) {
    Dataset data = stored();
    const FoundWords found = findWords(data, data.rowsOfSplit("train"), m_file, {});
    std::stop_source stop;
    stop.request_stop();
    EXPECT_THROW(giveWords(m_store->workspace, data, found, {stop.get_token(), {}}), Cancelled);
    EXPECT_EQ(stored().embeddingCount(), 0U);
    EXPECT_FALSE(storedWords(m_store->workspace, "small"));
}

TEST_F(WordFit, DamagedWordsAreReadAgainFromTheFile) {
    give();
    m_store->workspace.savePredictor("small|words", "small", 0, "no words at all");
    try {
        storedWords(m_store->workspace, "small");
        ADD_FAILURE() << "they were read";
    } catch (const Error& error) {
        EXPECT_EQ(error.remedy(), "Read the file of word vectors again");
    }
    // The vectors that they made are whole, and so is a fit on them.
    const auto prepared = prepare(m_store, nullptr, byWords(), {});
    EXPECT_TRUE(isOfWords(prepared->predictor->embeddingSource()));
    EXPECT_EQ(wordsOf(*prepared->predictor), nullptr);
    give();
    EXPECT_NE(wordsOf(*prepare(m_store, nullptr, byWords(), {})->predictor), nullptr);
    m_store->workspace.savePredictor("small|words", "small", 0, "no words at all");
    renameDataset(m_store->workspace, "small", "renamed", {});
    EXPECT_TRUE(isOfWords(stored("renamed").embeddingSource));
}

TEST_F(WordFit, ABundleTakesThemAlong) {
    const FoundWords found = give();
    const Scenario shown = byWords();
    writeBundle(path("b.orlz"), m_store->workspace, shown, {}, true, "1", {});
    unpackBundle(path("b.orlz"), path("b.orlab"), {});
    const Workspace unpacked = Workspace::open(path("b.orlab"));
    const auto words = wordsBehind(unpacked, unpacked.loadDataset("small"));
    ASSERT_NE(words, nullptr);
    const std::vector<std::string_view> asked = {"zeppelin"};
    EXPECT_TRUE(sameBits(words->vectorsOf(asked), found.words->vectorsOf(asked)));
}

TEST_F(WordFit, DataWithOtherVectorsArePredictedByTheWordsAndItIsSaid) {
    give();
    prepare(m_store, nullptr, byWords(), {});
    Dataset other = generateDataset({40, 5, 21});
    other.name = "other";
    for (Query& query : other.queries) query.split = "test";
    Dataset bare = other;
    bare.name = "bare";
    other.embedding = Embeddings::Random(40, 6);
    other.embeddingSource = "nomic @ host";
    m_store->workspace.saveDataset(other);
    m_store->workspace.saveDataset(bare);
    const auto predicted = [&](const std::string& name) {
        return predictPart({m_store->workspace.file(), name, "small", "knn"}, {});
    };
    const Predicted with = predicted("other");
    const Predicted without = predicted("bare");
    EXPECT_TRUE((with.predictions.quality == without.predictions.quality).all());
    const auto said = [](const Predicted& each) {
        return std::ranges::any_of(each.warnings, [](const std::string& warning) {
            return warning.find("are not used") != std::string::npos;
        });
    };
    EXPECT_TRUE(said(with));
    EXPECT_FALSE(said(without));
}

}  // namespace
}  // namespace orl::testing
