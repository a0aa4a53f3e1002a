#include "ui/dialogs/goals_dialog.h"

#include <QDate>
#include <QDoubleSpinBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QSignalBlocker>
#include <QVBoxLayout>

#include "core/lab/scenarios.h"
#include "ui/dialogs/goal_answers.h"
#include "ui/session/label_text.h"
#include "ui/session/scenario_book.h"
#include "ui/session/session.h"
#include "ui/style/tokens.h"
#include "ui/widgets/confidence_choice.h"

namespace orl {

namespace {

constexpr double kProposedQueries = 1e6;  // a month, until something is said

QDoubleSpinBox* goalField(double least, double greatest, int decimals, double step,
                          const QString& suffix, const QString& name) {
    auto* field = new QDoubleSpinBox;
    field->setRange(least, greatest);
    field->setDecimals(decimals);
    field->setSingleStep(step);
    field->setSuffix(suffix);
    field->setAccessibleName(name);
    field->setGroupSeparatorShown(true);
    field->setKeyboardTracking(false);
    return field;
}

}  // namespace

GoalsDialog::GoalsDialog(Session& session, QWidget* parent)
    : QDialog(parent),
      m_session(session),
      m_answers(new GoalAnswers(session, this)),
      m_queries(kProposedQueries),
      m_guarantee(new GoalPanel(1)),
      m_budget(new GoalPanel(1)),
      m_limits(new GoalPanel(5)) {
    setWindowTitle(tr("Goals"));
    buildFields();
    build();
    showBook();
    connectParts();
    resize(760, sizeHint().height());
}

GoalsDialog::~GoalsDialog() = default;

void GoalsDialog::buildFields() {
    m_accuracy = goalField(0.0, 100.0, 1, 0.5, tr(" %"), tr("Accuracy to be realized"));
    m_confidence = new ConfidenceChoice;
    m_money = goalField(0.01, 1e12, 2, 100.0, {}, tr("Money a month"));
    m_money->setValue(1000.0);
    m_step = goalField(0.1, 50.0, 1, 0.5, tr(" %"), tr("Step of every limit"));
    m_step->setValue(1.0);
    m_step->setToolTip(
        tr("So many points of accuracy, per cent of the queries, or per cent of the budget"));
    m_volume = goalField(1.0, 1e12, 0, 100'000.0, {}, tr("Queries a month"));
    m_volume->setToolTip(tr("For costs a month; kept with the workspace"));
    m_currency = new QLineEdit;
    m_currency->setMaxLength(8);
    m_currency->setFixedWidth(72);
    m_currency->setAccessibleName(tr("Currency"));
    m_currency->setToolTip(tr("In which costs a month are told. Prices and costs stay USD."));
    m_rate = goalField(1e-6, 1e9, 4, 0.01, {}, tr("Units of the currency for one US dollar"));
    m_rate->setToolTip(tr("As you type it; nothing is looked up"));
    m_asOf = new QLabel;
    m_asOf->setTextFormat(Qt::PlainText);
}

void GoalsDialog::build() {
    m_guarantee->addWords(tr("Cheapest for"));
    m_guarantee->addField(m_accuracy);
    m_guarantee->addWords(tr("realized with"));
    m_guarantee->addField(m_confidence);
    m_guarantee->addWords(tr("confidence"));
    m_guarantee->endSentence();
    m_budget->addWords(tr("Best for"));
    m_budget->addField(m_money);
    m_budget->addWords(tr("a month"));
    m_budget->endSentence();
    m_limits->addWords(tr("Which limit first? Each lifted by"));
    m_limits->addField(m_step);
    m_limits->endSentence();
    auto* row = new QHBoxLayout;
    const auto label = [row](const QString& text, QWidget* buddy) {
        auto* made = new QLabel(text);
        made->setBuddy(buddy);
        row->addWidget(made);
        row->addWidget(buddy);
    };
    label(tr("&Queries a month"), m_volume);
    label(tr("told in &currency"), m_currency);
    label(tr("&per US dollar"), m_rate);
    row->addWidget(m_asOf);
    row->addStretch(1);
    auto* column = new QVBoxLayout(this);
    column->setSpacing(space::kGap);
    column->addWidget(m_guarantee);
    column->addWidget(m_budget);
    column->addWidget(m_limits, 1);
    column->addLayout(row);
}

void GoalsDialog::connectParts() {
    connect(m_accuracy, &QDoubleSpinBox::valueChanged, this, &GoalsDialog::ask);
    connect(m_confidence, &ConfidenceChoice::chosen, this, &GoalsDialog::ask);
    connect(m_money, &QDoubleSpinBox::valueChanged, this, &GoalsDialog::ask);
    connect(m_step, &QDoubleSpinBox::valueChanged, this, &GoalsDialog::ask);
    const auto keepVolume = [this] {
        m_volumeTyped = false;
        m_queries = m_volume->value();
        m_session.book().setMonthlyQueries(m_queries);
        ask();
    };
    connect(m_volume, &QDoubleSpinBox::valueChanged, this, keepVolume);
    // Who types just what is proposed says it; who passes by does not.
    connect(m_volume->findChild<QLineEdit*>(), &QLineEdit::textEdited, this,
            [this] { m_volumeTyped = true; });
    connect(m_volume, &QDoubleSpinBox::editingFinished, this, [this, keepVolume] {
        if (m_volumeTyped) keepVolume();
    });
    connect(m_currency, &QLineEdit::editingFinished, this, &GoalsDialog::keepCurrency);
    connect(m_rate, &QDoubleSpinBox::valueChanged, this, &GoalsDialog::keepCurrency);
    connect(&m_session.book(), &ScenarioBook::changed, this, [this] {
        showBook();
        ask();
    });
    connect(&m_session, &Session::scenarioChanged, this, &GoalsDialog::showAnswers);
    connect(m_answers, &GoalAnswers::changed, this, &GoalsDialog::showAnswers);
}

/// The day of a rate is the day on which it was typed.
void GoalsDialog::keepCurrency() {
    Currency next = m_session.book().currency();
    const std::string label = m_currency->text().trimmed().toStdString();
    const double rate = label == "USD" ? 1.0 : m_rate->value();
    if (label.empty() || (label == next.label && rate == next.perDollar)) {
        showBook();
        return;
    }
    next = {label, rate, QDate::currentDate().toString(Qt::ISODate).toStdString()};
    if (next.isDollar()) next = {};
    m_session.book().setCurrency(next);
}

void GoalsDialog::showBook() {
    const ScenarioBook& book = m_session.book();
    if (book.monthlyQueries() > 0.0) m_queries = book.monthlyQueries();
    const Currency& currency = book.currency();
    const QSignalBlocker volume(m_volume);
    const QSignalBlocker rate(m_rate);
    m_volume->setValue(m_queries);
    m_currency->setText(labelText(currency.label));
    m_rate->setValue(currency.perDollar);
    m_rate->setEnabled(book.editable() && currency.label != "USD");
    m_asOf->setText(currency.asOf.empty() ? QString()
                                          : tr("as of %1").arg(labelText(currency.asOf)));
    for (QWidget* field : std::initializer_list<QWidget*>{m_volume, m_currency}) {
        field->setEnabled(book.editable());
    }
    const QString sign =
        currency.label == "USD" ? QStringLiteral("$") : labelText(currency.label) + QChar::Nbsp;
    const QSignalBlocker money(m_money);
    m_money->setPrefix(sign);
}

double GoalsDialog::budgetPer1000() const {
    return m_money->value() / m_session.book().currency().perDollar / m_queries * 1000.0;
}

void GoalsDialog::ask() {
    m_answers->askGuarantee(m_accuracy->value() / 100.0, m_confidence->confidence());
    m_answers->askBudget(budgetPer1000());
    m_answers->askLimits(m_step->value() / 100.0);
    showAnswers();
}

bool GoalsDialog::isBusy() const {
    return m_answers->isBusy();
}

void GoalsDialog::showEvent(QShowEvent* event) {
    QDialog::showEvent(event);
    if (!m_begun) {
        m_begun = true;
        const ConstraintSettings& now = m_session.scenario().constraints;
        const QSignalBlocker quiet(m_accuracy);
        m_accuracy->setValue((now.guarantee.asked ? now.guarantee.accuracy : now.qualityFloor) *
                             100.0);
        m_confidence->show(now.guarantee.confidence);
    }
    ask();
    m_answers->setActive(true);
}

void GoalsDialog::hideEvent(QHideEvent* event) {
    QDialog::hideEvent(event);
    m_answers->setActive(false);
}

void GoalsDialog::take(const ConstraintSettings& next, const QString& text) {
    Scenario scenario = m_session.scenario();
    scenario.constraints = next;
    m_session.edit(scenario, text);
}

}  // namespace orl
