#include "ui/problem/method_section.h"

#include <QAction>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QMenu>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>

#include "core/lab/word_fit.h"
#include "core/own_router.h"
#include "core/predict/predictor.h"
#include "core/route/router.h"
#include "ui/session/label_text.h"
#include "ui/session/scenario_book.h"
#include "ui/session/session.h"
#include "ui/session/vector_text.h"

namespace orl {

namespace {

QString text(std::string_view view) {
    return QString::fromUtf8(view.data(), qsizetype(view.size()));
}

void select(QComboBox* box, const std::string& value) {
    const QSignalBlocker quiet(box);
    box->setCurrentIndex(box->findData(QString::fromStdString(value)));
}

}  // namespace

MethodSection::MethodSection(Session& session, QWidget* parent)
    : Section(tr("Method"), parent), m_session(session) {
    buildPredictor();
    buildRouters();
    connect(&session, &Session::scenarioChanged, this, &MethodSection::showScenario);
    connect(&session, &Session::preparedChanged, this, &MethodSection::showVectors);
    connect(&session, &Session::comparedRoutersChanged, this, &MethodSection::showCompared);
    connect(&session.book(), &ScenarioBook::ownRoutersChanged, this,
            &MethodSection::showOwnRouters);
    connect(&session, &Session::visitingChanged, this, &MethodSection::showOwnRouters);
    showScenario();
    showVectors();
    showOwnRouters();
}

void MethodSection::buildPredictor() {
    m_predictor = new QComboBox;
    m_predictor->addItem(tr("Hybrid: retrieval + trained"), "hybrid");
    m_predictor->addItem(tr("Retrieval: nearest neighbours"), "knn");
    m_predictor->addItem(tr("Trained: regressions and classes"), "trained");
    m_predictor->addItem(tr("Prior: mean of each model"), "prior");
    m_predictor->addItem(tr("Recorded: perfect foresight"), "recorded");
    m_predictor->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_predictor->setMinimumContentsLength(8);
    addRow(tr("&Predictor"), m_predictor, tr("Where the predicted accuracies and costs come from"));
    m_embedding = new QComboBox;
    m_embedding->addItem(tr("Texts: built in"), text(toString(VectorSource::BuiltIn)));
    m_embedding->addItem(tr("Embeddings of the data"), text(toString(VectorSource::Data)));
    m_embedding->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_embedding->setMinimumContentsLength(8);
    addRow(tr("S&imilar by"), m_embedding, {});
    m_neighbours = new QSpinBox;
    m_neighbours->setRange(1, 500);
    m_neighbours->setKeyboardTracking(false);
    addRow(tr("&Neighbours"), m_neighbours,
           tr("How many similar training queries the retrieval averages"));
    m_blend = new QDoubleSpinBox;
    m_blend->setRange(0.0, 100.0);
    m_blend->setDecimals(0);
    m_blend->setSingleStep(10.0);
    m_blend->setKeyboardTracking(false);
    m_blend->setSuffix(tr(" %"));
    addToRow(
        tr("&trained"), m_blend,
        tr("50 % joins both parts as learned on held-out rows; towards 0 only retrieval counts, "
           "towards 100 only the trained part"));
    m_caution = new QDoubleSpinBox;
    m_caution->setRange(0.0, 5.0);
    m_caution->setDecimals(2);
    m_caution->setSingleStep(0.1);
    m_caution->setKeyboardTracking(false);
    m_caution->setSuffix(tr(" σ"));
    addRow(tr("Ca&ution κ"), m_caution,
           tr("The routing goes by the predicted accuracy less so many standard deviations of its "
              "estimate: a query whose prediction rests on little goes to a model that is sure to "
              "be able. 0: by the prediction itself"));
    connect(m_caution, &QDoubleSpinBox::valueChanged, this, [this](double value) {
        Scenario next = m_session.scenario();
        next.pool.caution = value;
        m_session.edit(next, tr("change of κ"));
    });
    connect(m_predictor, &QComboBox::activated, this, [this] {
        Scenario next = m_session.scenario();
        next.preparation.predictor = m_predictor->currentData().toString().toStdString();
        m_session.edit(next, tr("choice of predictor"));
    });
    connect(m_embedding, &QComboBox::activated, this, [this] {
        Scenario next = m_session.scenario();
        next.preparation.embedding = m_embedding->currentData().toString().toStdString();
        m_session.edit(next, tr("choice of vectors"));
    });
    connect(m_neighbours, &QSpinBox::valueChanged, this, [this](int value) {
        Scenario next = m_session.scenario();
        next.preparation.neighbours = value;
        m_session.edit(next, tr("change of k"));
    });
    connect(m_blend, &QDoubleSpinBox::valueChanged, this, [this](double value) {
        Scenario next = m_session.scenario();
        next.preparation.blend = value / 100.0;
        m_session.edit(next, tr("change of the blend"));
    });
}

void MethodSection::buildRouters() {
    m_router = new QComboBox;
    m_router->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_router->setMinimumContentsLength(8);
    addRow(tr("&Solver"), m_router, tr("The router whose result the cards show"));
    m_compared = new QToolButton;
    m_compared->setPopupMode(QToolButton::InstantPopup);
    m_compared->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    m_compared->setFocusPolicy(Qt::StrongFocus);
    m_comparedMenu = new QMenu(m_compared);
    m_comparedMenu->setToolTipsVisible(true);
    m_compared->setMenu(m_comparedMenu);
    addRow(tr("Compare &with"), m_compared, tr("Routers drawn in the charts beside the solver"));
    for (const RouterInfo& info : routerCatalogue()) {
        if (info.id.starts_with("dual")) {
            m_router->addItem(text(info.title), text(info.id));
            m_router->setItemData(m_router->count() - 1, text(info.description), Qt::ToolTipRole);
        }
        addCompared(text(info.title), text(info.id), text(info.description));
    }
    connect(m_router, &QComboBox::activated, this, [this] {
        Scenario next = m_session.scenario();
        next.router = m_router->currentData().toString().toStdString();
        m_session.edit(next, tr("choice of solver"));
    });
}

QAction* MethodSection::addCompared(const QString& title, const QString& id, const QString& tip) {
    QAction* action = m_comparedMenu->addAction(title);
    action->setData(id);
    action->setCheckable(true);
    action->setToolTip(tip);
    connect(action, &QAction::triggered, this, &MethodSection::toggleCompared);
    return action;
}

/// Those of the workspace behind the program's.
void MethodSection::showOwnRouters() {
    qDeleteAll(m_ownActions);
    m_ownActions.clear();
    m_ownActions << m_comparedMenu->addSeparator();
    if (const auto own = m_session.ownRouters()) {
        for (const OwnRouter& router : *own) {
            m_ownActions << addCompared(labelText(router.name),
                                        QString::fromStdString(ownRouterId(router.name)),
                                        labelText(ruleOf(router)));
        }
    }
    QAction* edit = m_comparedMenu->addAction(tr("Your &routers…"));
    edit->setToolTip(tr("What you route by today: a table, a rule or a file of choices"));
    connect(edit, &QAction::triggered, this, &MethodSection::ownRoutersAsked);
    m_ownActions << edit;
    showCompared();
}

void MethodSection::showScenario() {
    const Scenario& scenario = m_session.scenario();
    select(m_predictor, scenario.preparation.predictor);
    select(m_embedding, scenario.preparation.embedding);
    select(m_router, scenario.router);
    const QSignalBlocker quietNeighbours(m_neighbours);
    const QSignalBlocker quietBlend(m_blend);
    const QSignalBlocker quietCaution(m_caution);
    m_caution->setValue(scenario.pool.caution);
    // What is recorded is sure.
    m_caution->setEnabled(scenario.preparation.predictor != "recorded");
    m_neighbours->setValue(scenario.preparation.neighbours);
    m_blend->setValue(scenario.preparation.blend * 100.0);
    m_neighbours->setEnabled(scenario.preparation.predictor == "hybrid" ||
                             scenario.preparation.predictor == "knn");
    m_blend->setEnabled(scenario.preparation.predictor == "hybrid");
}

/// Only data that come with vectors leave a choice.
void MethodSection::showVectors() {
    const auto& prepared = m_session.prepared();
    const std::size_t vectors = prepared ? prepared->data->embeddingCount() : 0;
    m_embedding->setEnabled(vectors > 0);
    m_embedding->setItemText(
        1, vectors == 0 ? tr("Embeddings of the data")
           : isOfWords(prepared->data->embeddingSource)
               ? vectorsTitle(prepared->data->embeddingSource)
               : tr("Embeddings: %1").arg(labelText(prepared->data->embeddingSource)));
    m_embedding->setToolTip(
        vectors == 0
            ? tr("Which vectors tell the retrieval that queries are alike; this data set has none "
                 "of its own")
            : tr("Which vectors tell the retrieval that queries are alike; the data set has %1 of "
                 "%2 numbers: %3")
                  .arg(vectors)
                  .arg(prepared->data->embedding.cols())
                  .arg(labelText(prepared->data->embeddingSource)));
}

void MethodSection::showCompared() {
    const auto& compared = m_session.comparedRouters();
    int shown = 0;
    int all = 0;
    for (QAction* action : m_comparedMenu->actions()) {
        if (!action->isCheckable()) continue;
        const std::string id = action->data().toString().toStdString();
        action->setChecked(std::ranges::find(compared, id) != compared.end());
        shown += action->isChecked() ? 1 : 0;
        ++all;
    }
    m_compared->setText(tr("%1 of %2 routers").arg(shown).arg(all));
}

/// The catalogue's order, whatever the order of the clicks: charts keep their places.
void MethodSection::toggleCompared() {
    std::vector<std::string> routers;
    const QList<QAction*> actions = m_comparedMenu->actions();
    for (const QAction* action : actions) {
        if (action->isChecked()) routers.push_back(action->data().toString().toStdString());
    }
    m_session.setComparedRouters(std::move(routers));
}

}  // namespace orl
