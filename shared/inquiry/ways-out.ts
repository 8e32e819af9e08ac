import type { Bilingual } from '../contracts/bilingual.ts';
import type { SubjectRole } from '../contracts/roles.ts';
import { courtAbove } from '../due-process/court-above.ts';

/** What the person can do about an order, each way in words. */
export interface WaysOut {
  readonly perform: Bilingual;
  readonly object: Bilingual;
  readonly askForGrant: Bilingual;
}

/** Source: Provisions on restricting high consumption (Fa Shi [2015] 17) art. 9. */
const PERFORM: Bilingual = {
  en: 'Call the court, state the case number, and pay or do what the judgment demands. Once everything is performed, the court must promptly lift the restriction. It may also lift it if you give an effective guarantee, or if the creditor agrees.',
  'zh-CN':
    '请致电作出决定的法院，说明案号，履行生效法律文书确定的义务。全部履行完毕后，法院应当及时解除限制。您提供有效担保，或者申请执行人同意的，法院也可以解除限制。',
};

/** Source: Good-faith opinion (Fa Fa [2019] 35) art. 18; List provisions (Fa Shi [2017] 7) art. 11 and 12. */
const OBJECT: Bilingual = {
  en: 'If you think the order is wrong, for example because you are not the debtor, someone used your documents, or you have already performed, file a written objection with the court and enclose evidence. The court reviews it within 15 days and, if you are right, corrects the matter within 3 working days. If it rejects the objection, you can ask the court above to reconsider within 10 days; it decides within 15 days. An objection does not suspend the order unless the court says so.',
  'zh-CN':
    '如果您认为该决定有误，例如您不是被执行人、他人冒用您的证件，或者您已经履行完毕，可以向作出决定的法院书面提出纠正申请，并附相关证据。法院应当在15日内审查；理由成立的，3个工作日内予以纠正；决定驳回的，您可以自决定书送达之日起10日内向上一级人民法院申请复议，上一级人民法院应当在15日内作出决定。申请期间不停止执行，法院另有决定的除外。',
};

/** Source: Provisions art. 8; Good-faith opinion art. 17(3). */
const ASK_FOR_GRANT: Bilingual = {
  en: 'If life or business makes one of these purchases necessary, apply to the court beforehand and wait for its permission. For air and rail travel because you or a near relative is gravely ill, for a near relative’s funeral, official duty, foreign affairs or an important examination, the president of the court can permit it for at most one month.',
  'zh-CN':
    '因生活或者经营必需而进行限制范围内消费的，请事先向作出决定的法院提出申请，获批准后方可进行。因本人或者近亲属患重大疾病、近亲属丧葬，以及执行公务、外事活动或者参加重要考试等紧急情况需要乘坐飞机、高铁出行的，可以申请暂时解除限制，经法院院长批准，期限最长一个月。',
};

/** Source: Provisions art. 3, last paragraph; Good-faith opinion art. 17(2). */
const FOR_OFFICERS: Bilingual = {
  en: 'You are named because of your role in an organization: consumption from your own personal property must be permitted once the court has verified it. If you no longer have that role and are not the actual controller, ask the court to lift the restriction.',
  'zh-CN':
    '您因在单位中的身份被限制：以个人财产实施的私人消费，可以向法院提出申请，经审查属实的，应予准许。您已不再担任该职务，且并非实际控制人或者影响债务履行的直接责任人员的，可以申请解除限制。',
};

const PERFORMED_BY_ORGANIZATION: ReadonlySet<SubjectRole> = new Set<SubjectRole>([
  'legal-representative',
  'principal-responsible',
  'actual-controller',
  'directly-responsible',
]);

/** The ways that are open to someone whom an order names in this capacity. */
export function waysOut(role: SubjectRole): WaysOut {
  const askForGrant = PERFORMED_BY_ORGANIZATION.has(role)
    ? joined(ASK_FOR_GRANT, FOR_OFFICERS)
    : ASK_FOR_GRANT;
  return { perform: PERFORM, object: OBJECT, askForGrant };
}

/** Where a rejected objection goes; the code is null where there is none, or where this court's code does not tell it. */
export function wayToCourtAbove(code: string): {
  readonly code: string | null;
  readonly description: Bilingual;
} {
  const above = courtAbove(code);
  if (above === undefined) return { code: null, description: NO_COURT_ABOVE };
  // Above a basic court is an intermediate one, which has a number of its own.
  if (BASIC_COURT.test(code) && !NUMBERED_COURT.test(above)) {
    return { code: null, description: INTERMEDIATE_COURT };
  }
  return {
    code: above,
    description: {
      en: `The court above has the code ${above} in case numbers. The courts’ service hotline 12368 tells its address and telephone number.`,
      'zh-CN': `上一级人民法院的案号代字为“${above}”，其地址和电话可拨打人民法院诉讼服务热线12368查询。`,
    },
  };
}

const BASIC_COURT = /[0-9]{4}$/;
const NUMBERED_COURT = /[0-9]$/;

const NO_COURT_ABOVE: Bilingual = {
  en: 'There is no court above the Supreme People’s Court.',
  'zh-CN': '最高人民法院没有上一级法院。',
};

const INTERMEDIATE_COURT: Bilingual = {
  en: 'The court above is the intermediate court to whose district this court belongs. The courts’ service hotline 12368 tells which it is, its address and its telephone number.',
  'zh-CN':
    '上一级人民法院为作出决定的法院所属辖区的中级人民法院，其名称、地址和电话可拨打人民法院诉讼服务热线12368查询。',
};

function joined(first: Bilingual, second: Bilingual): Bilingual {
  return { en: `${first.en} ${second.en}`, 'zh-CN': `${first['zh-CN']}${second['zh-CN']}` };
}
