"""Holds every sentence the citizens' page says, in Chinese and English.

Never says a sentence in one language only: a test compares both. Never blames; says what to do next.
"""

from typing import Final

SENTENCES: Final[dict[str, tuple[str, str]]] = {
    "product": ("门神健康码", "Menshen health code"),
    "pilot": ("试点系统", "Pilot"),
    "skip": ("跳到正文", "Skip to content"),
    "other_language": ("English", "中文"),
    "about": ("关于与隐私", "About and privacy"),
    "leave": ("退出登录", "Sign out"),
    # entering
    "enter_title": ("登录", "Sign in"),
    "enter_lead": ("出示您和家人的健康码", "Show your health code and your family's"),
    "id_number": ("身份证件号码", "ID number"),
    "pin": ("PIN 码", "PIN"),
    "enter": ("登录", "Sign in"),
    "first_time": ("第一次使用，或忘记了 PIN 码？", "First time here, or forgot your PIN?"),
    "use_invitation": ("使用邀请码", "Use an invitation code"),
    "open_title": ("使用邀请码", "Use an invitation code"),
    "open_lead": (
        "邀请码由学校、单位或社区登记处发给您，14 天内可用一次。",
        "Your school, employer or community desk gives you this code. It works once, within 14 days.",
    ),
    "invitation": ("邀请码", "Invitation code"),
    "new_pin": ("设置 PIN 码（6 至 12 位数字）", "Choose a PIN (6 to 12 digits)"),
    "new_pin_again": ("再输入一次", "The same PIN again"),
    "open": ("开通", "Start"),
    "back_to_enter": ("返回登录", "Back to sign in"),
    "no_invitation": (
        "没有手机或邀请码？可凭身份证在自助机打印纸质码。",
        "No phone, no invitation? Print a paper code at a kiosk with your ID card.",
    ),
    # what went wrong on entering
    "wrong": (
        "号码或 PIN 码不对，请核对后再试。",
        "The ID number or the PIN is not right. Please check and try again.",
    ),
    "locked": (
        "输错次数较多，为保护您的信息，请 15 分钟后再试，或使用新的邀请码。",
        "Too many wrong tries. To protect you, please wait 15 minutes, or use a new invitation code.",
    ),
    "invitation_wrong": (
        "邀请码不对，或已用过、已过期。请核对，或向登记处再要一个。",
        "This code is not right, was used already or is over. Please check it, or ask the desk for a new one.",
    ),
    "pin_weak": (
        "这个 PIN 码太容易猜到。请用 6 至 12 位数字，避免连号、重复和证件号码中的数字。",
        "This PIN is too easy to guess. Use 6 to 12 digits: no runs, no repeats, nothing from your ID number.",
    ),
    "pins_differ": ("两次输入的 PIN 码不一样。", "The two PINs are not the same."),
    "signed_out": ("已退出登录。", "You are signed out."),
    "session_over": ("请重新登录。", "Please sign in again."),
    "slow_down": ("操作有点频繁，请稍等一分钟再试。", "That was a little fast. Please wait a minute and try again."),
    "odd_request": (
        "这个页面放得太久了，请返回重试。",
        "This page was open for too long. Please go back and try again.",
    ),
    "too_large": ("内容太长。", "That is too long."),
    "not_found": ("没有这个页面。", "There is no such page."),
    "trouble": ("系统暂时有问题，请稍后再试。", "Something is not working here. Please try again later."),
    "back_to_code": ("返回我的健康码", "Back to my code"),
    # the code
    "my_code": ("我的码", "My code"),
    "me": ("本人", "Me"),
    "colour_green": ("绿码", "Green"),
    "colour_yellow": ("黄码", "Yellow"),
    "colour_red": ("红码", "Red"),
    "means_green": ("可以通行", "You may pass"),
    "means_yellow": (
        "请到检测台，工作人员会帮助您",
        "Please go to the desk, somebody will help you",
    ),
    "means_red": (
        "请留在原地附近，联系卫生人员",
        "Please keep apart from others and call the health office",
    ),
    "code_of": ("{name}的健康码", "Health code of {name}"),
    "how_to_show": (
        "将二维码对准闸机窗口，距离约一掌（15 至 20 厘米）",
        "Hold the code to the gate's window, a hand's breadth away (15 to 20 cm)",
    ),
    "renewed": ("每分钟自动更新", "Renewed every minute"),
    "valid_until": ("有效至", "Valid until"),
    "shown_by": ("由家人代为出示", "Shown by a family member"),
    "retrying": (
        "网络不通，正在重试。已显示的码在有效期内仍可使用。",
        "No connection, trying again. The code shown works until it runs out.",
    ),
    "run_out": (
        "码已过期，请连接网络后刷新。过期的码仍可出示，闸机会联网查询。",
        "This code has run out. Connect and reload. You may still show it: the gate will look it up.",
    ),
    "last_declaration": ("最近一次健康申报", "Latest health declaration"),
    "no_declaration": ("还没有申报", "None yet"),
    "declare_now": ("去申报", "Declare now"),
    # family
    "family": ("家人", "Family"),
    "family_title": ("家人", "Family"),
    "family_lead": (
        "代老人、孩子出示健康码，最多 8 人。",
        "Show the codes of children and parents on this phone, 8 people at most.",
    ),
    "family_none": ("还没有添加家人。", "Nobody added yet."),
    "add_member": ("添加家人", "Add a family member"),
    "member_name": ("姓名", "Full name"),
    "relation": ("与您的关系", "Who they are to you"),
    "relation_child": ("孩子", "Child"),
    "relation_parent": ("父母", "Parent"),
    "relation_spouse": ("配偶", "Spouse"),
    "relation_other": ("其他家人", "Other relative"),
    "consent": ("对方的同意码（对方已开通账号时需要）", "Their consent code (only where they have an account)"),
    "add": ("添加", "Add"),
    "remove": ("移除", "Remove"),
    "remove_sure": ("移除后将不能代为出示。", "You will no longer be able to show their code."),
    "show_code": ("出示", "Show code"),
    "consent_title": ("让家人代我出示", "Let a relative show my code"),
    "consent_lead": (
        "把同意码念给您的家人，15 分钟内有效。",
        "Read this code to your relative. It works for 15 minutes.",
    ),
    "consent_make": ("生成同意码", "Make a consent code"),
    "guardians": ("可代我出示的人", "Who may show my code"),
    "guardian_end": ("不再允许", "No longer allow"),
    "member_added": ("已添加。", "Added."),
    "member_removed": ("已移除。", "Removed."),
    "guardian_ended": (
        "已取消，对方手机上的码最多 10 分钟后失效。",
        "Done. The code on their phone ends within 10 minutes.",
    ),
    "member_unknown": (
        "没有找到这位家人。请核对姓名和证件号码；未登记的，请先到登记处登记。",
        "We could not find this person. Please check name and ID number. Who is new can register at the desk.",
    ),
    "member_consent": (
        "这位家人有自己的账号。请让对方在“家人”页生成同意码。",
        "This person has an account of their own. Ask them to make a consent code on their Family page.",
    ),
    "member_self": ("这是您自己的证件号码。", "This is your own ID number."),
    "family_full": ("最多可添加 8 位家人。", "You can add 8 people at most."),
    # declaration
    "declare": ("申报", "Declare"),
    "declare_title": ("健康申报", "Health declaration"),
    "declare_lead": ("如实填写即可，约半分钟。", "It takes half a minute."),
    "declare_for": ("申报人", "For"),
    "temperature": ("体温（°C，可不填）", "Temperature (°C, may be left out)"),
    "symptoms": ("今天有哪些不适？", "How do you feel today?"),
    "symptom_none": ("没有不适", "Well"),
    "symptom_cold_like": ("发热、咳嗽等感冒样症状", "Fever, cough or a cold"),
    "symptom_dyspnoea": ("气促、呼吸困难", "Short of breath"),
    "symptom_gastrointestinal": ("恶心、呕吐、腹泻", "Sick, vomiting or diarrhoea"),
    "symptom_palpitations": ("心慌、胸闷", "Palpitations"),
    "symptom_conjunctivitis": ("眼睛红、痒", "Red or itching eyes"),
    "symptom_other": ("其他", "Other"),
    "exposures": ("最近 14 天有以下情况吗？", "Any of these in the last 14 days?"),
    "exposure_risk_area_stay": ("到过有疫情的地区", "Stayed in an area with an outbreak"),
    "exposure_contact": ("接触过确诊的人", "Met somebody who was ill with it"),
    "exposure_contact_unsure": ("可能接触过，不确定", "Perhaps met somebody, not sure"),
    "exposure_test_pending": ("正在等检测结果", "Waiting for a test result"),
    "exposure_other": ("其他", "Other"),
    "declare_effect": (
        "体温 37.3°C 及以上、呼吸困难、到过疫情地区或接触过确诊的人，健康码会先变为黄码，由卫生人员与您联系。",
        "With 37.3 °C or more, trouble breathing, a stay in an outbreak area or a contact,"
        " the code turns yellow first and a health officer will contact you.",
    ),
    "submit": ("提交", "Submit"),
    "declared": ("已收到，谢谢。", "Received, thank you."),
    "declared_yellow": (
        "已收到，谢谢。健康码已变为黄码，卫生人员会与您联系；请先休息，少与他人接触。",
        "Received, thank you. The code is yellow now and a health officer will contact you."
        " Please rest and keep some distance.",
    ),
    "declaration_incomplete": (
        "请选择至少一项“今天的情况”；选了“没有不适”就不用选其他不适。",
        "Please choose at least one answer about today; with “Well” nothing else is needed.",
    ),
    "temperature_odd": (
        "体温请填 34.0 至 43.0 之间的数字，或留空。",
        "Please give a temperature from 34.0 to 43.0, or none.",
    ),
    # paper
    "paper": ("纸质码", "Paper"),
    "paper_title": ("纸质健康码", "Code on paper"),
    "paper_lead": (
        "给不用手机的家人。打印后放进钱包，闸机可直接扫描。一年内有效。",
        "For whoever has no phone. Print it, keep it in the wallet, show it to the gate. Good for one year.",
    ),
    "paper_for": ("为谁打印", "For whom"),
    "paper_get": ("生成 PDF", "Make the PDF"),
    "paper_valid": ("有效的纸质码", "Paper codes in use"),
    "paper_none": ("没有。", "None."),
    "paper_printed": ("打印于", "Printed"),
    "paper_lost": ("丢失作废", "Lost: withdraw"),
    "paper_withdrawn": ("已作废，所有闸机很快会知道。", "Withdrawn. Every gate will know soon."),
    "paper_many": (
        "已有 3 张有效的纸质码，请先作废一张。",
        "There are 3 paper codes in use. Please withdraw one first.",
    ),
    "paper_colour": (
        "纸上的颜色是打印当天的；闸机以最新颜色为准。",
        "The colour on paper is that of the day it was printed; gates go by the newest one.",
    ),
    # kiosk
    "kiosk_no_card": ("没有读到身份证，请再放一次。", "No card was read. Please put it on the reader again."),
    "kiosk_many": (
        "您已有 3 张有效的纸质码。旧的丢了？请找工作人员作废。",
        "You have 3 paper codes in use. Lost one? Please ask the staff to withdraw it.",
    ),
    "kiosk_trouble": ("暂时打不出来，请找工作人员。", "It cannot be printed just now. Please ask the staff."),
    # about
    "about_title": ("关于与隐私", "About and privacy"),
    "about_what": (
        "这是学校、单位或城市试点使用的健康码系统，不是国家或省级健康码。",
        "This is a pilot for a school, an employer or a city. It is not a national or provincial health code.",
    ),
    "about_kept": ("我们保存什么", "What is kept"),
    "about_kept_1": (
        "姓名、电话、证件号码：加密保存，只有本系统能读取。",
        "Name, phone and ID number: encrypted, readable by this system alone.",
    ),
    "about_kept_2": (
        "健康申报：只保存最近一次，14 天后删除。",
        "Health declaration: the latest only, erased after 14 days.",
    ),
    "about_kept_3": (
        "二维码里只有打码后的姓名和电话；闸机、场所都看不到您的身份。",
        "The code carries only a masked name and number; no gate and no venue learns who you are.",
    ),
    "about_kept_4": (
        "流行病学调查需要两名人员共同批准，每一次都有记录。",
        "Contact tracing takes two officers, and every time is recorded.",
    ),
    "about_erase": (
        "要更正或删除您的信息，请联系发给您邀请码的登记处。",
        "To correct or erase your data, contact the desk that gave you the invitation.",
    ),
}
